import { asRecord, items, text } from '../../kit/fields.js';
import type { VendorAnswer } from '../../kit/failure.mapper.js';
import type { ProviderExchange } from '../../http/provider.exchange.js';
import { QUICKBOOKS_STRIPPED } from '../shape/quickbooks.stripped.js';

export interface QuickBooksFault extends VendorAnswer {
  /** `ValidationFault`, `AUTHENTICATION`, `SystemFault` and so on. */
  type: string;
}

/** Tokens and codes are longer than any word; a message may quote them. */
const SECRET = /[\w.~+/=-]{32,}/g;
const XML = {
  type: /<(?:\w+:)?Fault\b[^>]*?\btype="([^"<>]{0,100})"/,
  code: /<(?:\w+:)?Error\b[^>]*?\bcode="([^"<>]{0,20})"/,
  message: /<(?:\w+:)?Message>([^<]*)</,
  detail: /<(?:\w+:)?Detail>([^<]*)</,
};

/** Whether an answer holds a Fault, readable or not. It is then a failure, even with status 200. */
export function hasFault(body: Readonly<Record<string, unknown>>): boolean {
  return (body.Fault ?? body.fault ?? null) !== null;
}

/** As JSON, or as the XML that refused tokens are answered with whatever was asked for. `null`: it was not Intuit. */
export function faultIn({ body, text: answer }: ProviderExchange): QuickBooksFault | null {
  return faultOf(body) ?? faultOfXml(answer);
}

/**
 * The error that an answer carries: `{"Fault":{"Error":[{"Message","Detail","code"}],"type"}}`, or the same in lower
 * case where it is the gateway that refuses.
 */
function faultOf(body: Readonly<Record<string, unknown>>): QuickBooksFault | null {
  const raw = body.Fault ?? body.fault;
  if (typeof raw !== 'object' || raw === null) return null;
  const fault = asRecord(raw);
  const [error] = items(fault.Error ?? fault.error);
  // Gateways of another make have a `fault` too, without a list of errors.
  if (error === undefined) return null;
  return {
    type: text(fault.type) ?? '',
    code: text(error.code) ?? '',
    message: messageOf([text(error.Message ?? error.message), text(error.Detail ?? error.detail)]),
  };
}

function faultOfXml(answer: string): QuickBooksFault | null {
  if (!/^\s*</.test(answer)) return null;
  const first = (pattern: RegExp) => pattern.exec(answer)?.[1];
  const [type, code] = [first(XML.type), first(XML.code)];
  if (type === undefined || code === undefined) return null;
  return { type, code, message: messageOf([first(XML.message), first(XML.detail)]) };
}

function messageOf(words: readonly (string | null | undefined)[]): string {
  const told = [...new Set(words.filter(Boolean))].join(': ');
  return QUICKBOOKS_STRIPPED.message(told.replace(SECRET, '[redacted]'));
}
