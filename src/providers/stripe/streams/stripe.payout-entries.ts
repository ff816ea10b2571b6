import { z } from 'zod';
import { LoopGuard } from '../../calls/loop.guard.js';
import { ProviderExchange } from '../../http/provider.exchange.js';
import { anyJson, checkedCursor } from '../../kit/checked.cursor.js';
import { batchOf, pageOf } from '../../kit/page.builder.js';
import { lighterPages, pageSizeSchema, type PageSize } from '../../kit/page.size.js';
import type { Json } from '../../provider.port.js';
import { JOINED, type RecordBatch } from '../../record-batch.js';
import type { StripeClient } from '../api/stripe.client.js';
import { PAGE_LIMIT } from '../stripe.config.js';
import type { ListedPage, StripeList, StripeListWalk } from './stripe.list.js';
import { pageAfter, type StripeObject } from './stripe.page.js';
import { entryOf, isReconciled, withoutSource } from './stripe.payout-entry.js';

interface Position {
  /** Cursor of the page of payouts. */
  payouts: Json;
  /** The payout of that page that was being read, and the last of its ledger entries. */
  payout?: string;
  after?: string;
  /** Of ledger entries. */
  pageSize?: PageSize;
}

const CURSOR = checkedCursor<Position>({
  name: "the entries of Stripe's payouts",
  version: 1,
  schema: z.object({
    payouts: anyJson,
    payout: z.string().optional(),
    after: z.string().optional(),
    pageSize: pageSizeSchema.optional(),
  }),
});

/**
 * What payouts consist of. A ledger entry does not name its payout; only a list by payout tells. It also brings the
 * ledger entries themselves, with their payout.
 */
export class StripePayoutEntries {
  constructor(
    private readonly client: StripeClient,
    private readonly list: StripeList,
  ) {}

  async *objects(walk: StripeListWalk): AsyncGenerator<ListedPage> {
    let position: Position | null = CURSOR.read(walk.cursor) ?? { payouts: null };
    let { pageSize } = position;
    for await (const { page, data } of this.list.objects({ ...walk, cursor: position.payouts })) {
      const here: Position = position;
      const next: Position | null = page.cursor === null ? null : { payouts: page.cursor };
      const done =
        here.payout === undefined
          ? 0
          : Math.max(
              0,
              data.findIndex(({ id }) => id === here.payout),
            );
      const payouts = data.slice(done).filter(isReconciled);
      const { records: _payouts, ...costs } = page;
      // The first page of a walk counts the list of payouts, and carries its watermark.
      let head: ListedPage | null = { page: { ...costs, records: batchOf('read', [], '[]'), cursor: null }, data };
      for (const [index, { id: payout }] of payouts.entries()) {
        let after: string | null = payout === here.payout ? (here.after ?? null) : null;
        const guard = new LoopGuard('Stripe');
        do {
          const exchange = new ProviderExchange(walk.signal);
          pageSize = await this.entries(walk, payout, { after, pageSize }, exchange);
          const { data: entries, hasMore, last } = pageAfter(exchange, after, guard);
          after = hasMore ? last : null;
          const following = payouts[index + 1];
          const { payouts: at } = here;
          const onwards: Position | null =
            after !== null ? { payouts: at, payout, after } : following ? { payouts: at, payout: following.id } : next;
          position = onwards && { ...onwards, ...(pageSize && { pageSize }) };
          const records = recordsOf(payout, entries, exchange.seconds);
          const more = pageOf(exchange, { records, cursor: position && CURSOR.write(position) });
          yield head ? merged(head, more) : { page: more, data: [] };
          head = null;
        } while (after !== null);
      }
      position = next ?? here;
      if (head) yield { ...head, page: { ...head.page, cursor: next && CURSOR.write(next) } };
    }
  }

  /** A page, lighter where it is too heavy. @returns the size for the next one */
  private async entries(
    { access }: StripeListWalk,
    payout: string,
    { after, pageSize }: { after: string | null; pageSize: PageSize | undefined },
    exchange: ProviderExchange,
  ): Promise<PageSize | undefined> {
    const rest = { starting_after: after ?? undefined, expand: ['data.source'] };
    const request = (limit: number) =>
      this.client.send(access, 'GET /v1/balance_transactions', exchange, (stripe, options) =>
        stripe.balanceTransactions.list({ payout, limit, ...rest }, options),
      );
    return (await lighterPages({ sizes: { largest: PAGE_LIMIT }, pageSize, exchange, request })).pageSize;
  }
}

function merged({ page, data }: ListedPage, more: ListedPage['page']): ListedPage {
  return { page: { ...page, ...more, requests: page.requests + more.requests, bytes: page.bytes + more.bytes }, data };
}

/** The payout's own ledger entry is none that it has paid out. */
function recordsOf(payout: string, ledgerEntries: readonly StripeObject[], seconds: number): RecordBatch {
  const paidOut = ledgerEntries.filter((entry) => withoutSource(entry).source !== payout);
  const entries = paidOut.map((entry) => entryOf(payout, entry));
  const joined = paidOut.map((entry) => ({ ...withoutSource(entry), [JOINED]: { payout } }));
  const rows = [
    ...entries.map(({ id }) => ({ type: 'payout_entries', externalId: id, seconds })),
    ...joined.map(({ id }) => ({ type: 'balance_transactions', externalId: id, seconds })),
  ];
  return batchOf('read', rows, JSON.stringify([...entries, ...joined]));
}
