import { parseExact, stringifyExact } from '../../../common/exact-json.js';
import { ExactNumber } from '../../../common/exact-number.js';
import { asRecord, text } from '../../kit/fields.js';
import { decimalText, shortest } from '../../kit/decimal.js';
import { ISO_EXPONENTS } from '../../kit/iso.currencies.js';
import type { KnownObject, PostedAmounts, StoredRequest } from '../../push.port.js';
import { MINOR_VERSION } from '../api/quickbooks.client.js';
import type { QuickBooksStream } from '../streams/quickbooks.streams.js';
import { HeldBack } from './quickbooks.held-back.js';

type Fields = Readonly<Record<string, unknown>>;

interface Written {
  stream: QuickBooksStream;
  /** Idempotency key of the operation. */
  key: string;
  fields: Fields;
  expects?: PostedAmounts;
  /** What the request says of the object: see {@link StoredRequest.content}. */
  content?: Fields;
}

const HEADERS = { 'content-type': 'application/json', accept: 'application/json' };
const VOID = 'operation=update&include=void&';
/** Nothing is sold in a currency with four decimals. */
const MOST_DECIMALS = 3;

export function creation(written: Written): StoredRequest {
  return requestOf('create', written, written.fields, '');
}

/** Changes the given fields and leaves the others. */
export function sparseUpdate(written: Written, known: KnownObject): StoredRequest {
  return requestOf('update', written, { ...versionOf(known), ...written.fields }, '');
}

/** Sets the given fields and clears all others. */
export function fullUpdate(written: Written, known: KnownObject): StoredRequest {
  return requestOf('update', written, { ...versionOf(known), sparse: false, ...written.fields }, '');
}

/** A voided document keeps its number and its lines, and all its amounts are zero. */
export function voiding(written: Omit<Written, 'fields'>, known: KnownObject): StoredRequest {
  return requestOf('archive', { ...written, fields: { voided: true } }, versionOf(known), VOID);
}

/** What a request says, with all digits of its amounts. */
export function bodyOf({ body }: Pick<StoredRequest, 'body'>): Fields {
  return asRecord(parseExact(body.toString('utf8')));
}

/** What a request says of a field. `null`: nothing. */
export function valueOf(request: Pick<StoredRequest, 'body'>, field: string): string | null {
  return text(bodyOf(request)[field]);
}

/** An amount with all its digits, as the JSON number that it is sent as. */
export function amountOf(minor: bigint, currency: string, wholeDigits: number): ExactNumber {
  return new ExactNumber(amountText(minor, currency, wholeDigits));
}

/** @throws HeldBack when QuickBooks cannot hold the amount exactly */
export function amountText(minor: bigint, currency: string, wholeDigits: number): string {
  const scale = ISO_EXPONENTS.get(currency);
  if (scale === undefined || scale > MOST_DECIMALS) {
    throw HeldBack.dead('currency_unknown', `"${currency}" is no currency with at most ${MOST_DECIMALS} decimals`);
  }
  const size = minor < 0n ? -minor : minor;
  if (size >= 10n ** BigInt(wholeDigits + scale)) {
    const message = `${minor} minor units of ${currency} have more than ${wholeDigits} digits before the point`;
    throw HeldBack.dead('amount_out_of_range', message);
  }
  return decimalText(shortest({ units: minor, scale }));
}

function versionOf({ externalId, externalVersion }: KnownObject): Fields {
  return { Id: externalId, SyncToken: externalVersion ?? '0', sparse: true };
}

function requestOf(
  kind: StoredRequest['kind'],
  { stream, key, fields, expects, content = fields }: Written,
  body: Fields,
  operation: string,
): StoredRequest {
  return {
    kind,
    method: 'POST',
    path: `/${stream.path}?${operation}minorversion=${MINOR_VERSION}&requestid=${key}`,
    headers: HEADERS,
    body: Buffer.from(stringifyExact(body)),
    content: stringifyExact(content),
    ...(expects && { expects }),
  };
}
