import { inside, items, text } from '../fields.js';

export interface QuickBooksFault {
  /** `ValidationFault`, `AUTHENTICATION`, `SystemFault` and so on. */
  type: string;
  code: string;
  /** Of the first error; nothing in it is long enough to be a token. */
  message: string;
}

const LONGEST_MESSAGE = 500;
/** Tokens and codes are longer than any word; a message may quote them. */
const SECRET = /[\w.~+/=-]{32,}/g;

/**
 * The error that an answer carries: `{"Fault":{"Error":[{"Message","Detail","code"}],"type"}}`, or the same in lower
 * case where it is the gateway that refuses.
 */
export function faultOf(body: Readonly<Record<string, unknown>>): QuickBooksFault | null {
  const raw = body.Fault ?? body.fault;
  if (typeof raw !== 'object' || raw === null) return null;
  const fault = inside(raw);
  const [error = {}] = items(fault.Error ?? fault.error);
  const words = [text(error.Message ?? error.message), text(error.Detail ?? error.detail)].filter(Boolean);
  return {
    type: text(fault.type) ?? '',
    code: text(error.code) ?? '',
    message: [...new Set(words)].join(': ').replace(SECRET, '[redacted]').slice(0, LONGEST_MESSAGE),
  };
}
