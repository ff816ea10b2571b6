import { asRecord, isObject, items, text } from '../../kit/fields.js';
import type { VendorAnswer } from '../../kit/failure.mapper.js';
import type { ProviderExchange } from '../../http/provider.exchange.js';
import { QUICKBOOKS_STRIPPED } from '../shape/quickbooks.stripped.js';

type Raw = Readonly<Record<string, unknown>>;

export interface QuickBooksFault extends VendorAnswer {
  /** `ValidationFault`, `AUTHENTICATION`, `SystemFault` and so on. */
  type: string;
}

/** Tokens and codes are longer than any word; a message may quote them. */
const SECRET = /[\w.~+/=-]{32,}/g;
const XML = {
  type: /<(?:\w+:)?Fault\b[^>]*?\btype=["']([^"'<>]{0,100})["']/,
  code: /<(?:\w+:)?Error\b[^>]*?\bcode=["']([^"'<>]{0,20})["']/,
  message: /<(?:\w+:)?Message>([^<]*)</,
  detail: /<(?:\w+:)?Detail>([^<]*)</,
};

/** Levels of an answer within which its parts are wrapped: `CDCResponse`, `QueryResponse`, lists of an entity. */
const LEVELS = 4;

/** Whether an answer as a whole is a Fault. */
export function isFault(body: Raw): boolean {
  return (body.Fault ?? body.fault ?? null) !== null;
}

/** Whether an answer or any part of it is a Fault, readable or not. It is then a failure, even with status 200. */
export function hasFault(body: Raw): boolean {
  return faultsWithin(body).length > 0;
}

/**
 * As JSON, or as the XML that refused tokens are answered with whatever was asked for. `null`: it was not Intuit.
 * A bare 401 is Intuit's own where it carries Intuit's id of the request.
 */
export function faultIn({ body, text: answer, status, headers }: ProviderExchange): QuickBooksFault | null {
  const fault = faultsWithin(body).map(faultOf).find(Boolean) ?? faultOfXml(answer);
  if (fault || status !== 401 || headers.intuit_tid === undefined) return fault ?? null;
  return { type: 'AuthenticationFault', code: String(status), message: '' };
}

/**
 * The Faults at the top of an answer, or in place of a part of it: of one entity among several, of one item of a batch.
 * Objects of the company are not searched.
 */
function faultsWithin(value: Raw, levels = LEVELS): unknown[] {
  const own = value.Fault ?? value.fault ?? null;
  if (own !== null) return [own];
  if (levels === 0 || value.Id !== undefined) return [];
  return Object.values(value)
    .flat()
    .filter(isObject)
    .flatMap((part) => faultsWithin(part, levels - 1));
}

/**
 * The error that a Fault carries: `{"Error":[{"Message","Detail","code"}],"type"}`, or the same in lower case where it
 * is the gateway that refuses.
 */
function faultOf(raw: unknown): QuickBooksFault | null {
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
  if (type === undefined) return null;
  return { type, code: code ?? '', message: messageOf([first(XML.message), first(XML.detail)]) };
}

function messageOf(words: readonly (string | null | undefined)[]): string {
  const told = [...new Set(words.filter(Boolean))].join(': ');
  return QUICKBOOKS_STRIPPED.message(told.replace(SECRET, '[redacted]'));
}
