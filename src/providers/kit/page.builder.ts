import type { PullPage } from '../provider.port.js';
import type { RecordBatch } from '../record-batch.js';
import type { ProviderExchange } from '../http/provider.exchange.js';

/** One record of a page. */
export interface PageRow {
  type: string;
  externalId: string;
  /** Epoch seconds of the provider's clock. */
  seconds: number;
  /** As {@link RecordBatch.sequences}. */
  sequence?: number;
  /** Absent: it is there. */
  deleted?: boolean;
}

/** A page with what it cost. @param costs of the calls that it took */
export function pageOf(
  costs: ProviderExchange | readonly ProviderExchange[],
  page: Omit<PullPage, 'requests' | 'bytes'>,
): PullPage {
  let requests = 0;
  let bytes = 0;
  for (const cost of [costs].flat()) {
    requests += cost.requests;
    bytes += cost.bytes;
  }
  return { ...page, requests, bytes };
}

/**
 * Rows as the columns that the store takes.
 * @param dating `change`: `seconds` are when each became so, in order of `sequence`; `read`: when it was seen so
 * @param json text of a JSON array, one object a row
 */
export function batchOf(dating: RecordBatch['dating'], rows: readonly PageRow[], json: string): RecordBatch {
  return {
    types: rows.map(({ type }) => type),
    externalIds: rows.map(({ externalId }) => externalId),
    dating,
    seconds: rows.map(({ seconds }) => seconds),
    ...(rows.some(({ sequence }) => sequence !== undefined) && {
      sequences: rows.map(({ sequence = 0 }) => sequence),
    }),
    deleted: rows.map(({ deleted = false }) => deleted),
    json,
  };
}

/**
 * The text of an answer's list, cut out of it: writing a thousand parsed objects out again costs more than parsing them,
 * and numbers keep their decimals.
 *
 * The answer is valid JSON, and if it begins with `before` the list starts where it seems to. The list is taken to end
 * with the last bracket of the text; if what follows it completes the remaining members, that was its end.
 * @param before the text up to the list, such as `/^\s*\{\s*"items"\s*:\s*(?=\[)/`
 * @param members that come before the end of the list, itself included
 * @returns `null` when the answer is laid out in another way
 */
export function listText({ text, body }: ProviderExchange, before: RegExp, members: number): string | null {
  const start = before.exec(text)?.[0].length;
  if (start === undefined) return null;
  const end = text.lastIndexOf(']') + 1;
  return membersAfter(text.slice(end)) === Object.keys(body).length - members ? text.slice(start, end) : null;
}

function membersAfter(tail: string): number | null {
  try {
    return Object.keys(JSON.parse(`{"list":0${tail}`) as object).length - 1;
  } catch {
    return null;
  }
}
