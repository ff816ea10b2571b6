import { asRecord, items } from '../../kit/fields.js';
import type { ProviderExchange } from '../../http/provider.exchange.js';
import { ProviderProtocolError } from '../../provider.errors.js';
import type { QuickBooksAccess } from '../api/quickbooks.access.js';
import type { QuickBooksClient } from '../api/quickbooks.client.js';
import { isoSeconds } from '../api/quickbooks.clock.js';
import { objectsOf, type QuickBooksRow } from './quickbooks.page.js';
import type { QuickBooksStream } from './quickbooks.streams.js';

const OPERATION = 'GET /v3/company/:realmId/cdc';

/**
 * Most objects of one answer, whatever their entities. What is beyond them is left out without a word, so an answer
 * of so many is taken for a part.
 */
const ANSWER_LIMIT = 1_000;

export interface Captured {
  rows: QuickBooksRow[];
  /** There may be more than these, and nothing tells which were left out. */
  truncated: boolean;
}

/** Change data capture: every object that changed since a time, as it is now, and stubs of those deleted. */
export class QuickBooksCapture {
  constructor(private readonly client: QuickBooksClient) {}

  /** @param since epoch seconds, at most 30 days ago */
  async since(
    access: QuickBooksAccess,
    streams: readonly QuickBooksStream[],
    since: number,
    exchange: ProviderExchange,
  ): Promise<Captured> {
    const params = {
      entities: streams.map(({ entity }) => entity).join(','),
      changedSince: isoSeconds(since),
    };
    // If several are too heavy together, they are asked for in parts rather than once more.
    exchange.weight = streams.length > 1 ? 'can_be_lighter' : 'given';
    await this.client.read(access, { operation: OPERATION, path: 'cdc', params }, exchange);
    const { CDCResponse: answers } = exchange.body;
    if (!Array.isArray(answers)) throw new ProviderProtocolError('QuickBooks answered changes that are none');
    const groups = items(answers).flatMap((answer) => items(asRecord(answer).QueryResponse));
    const rows = streams.flatMap((stream) =>
      groups.flatMap((group) => objectsOf(group[stream.entity], stream).map((object) => ({ stream, object }))),
    );
    return { rows, truncated: rows.length >= ANSWER_LIMIT };
  }
}
