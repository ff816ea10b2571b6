import { z } from 'zod';
import { LoopGuard } from '../../calls/loop.guard.js';
import { checkedCursor } from '../../kit/checked.cursor.js';
import { ProviderExchange } from '../../http/provider.exchange.js';
import { batchOf, listText, pageOf } from '../../kit/page.builder.js';
import type { ListWalk } from '../../kit/walk.js';
import { ProviderCursorError } from '../../provider.errors.js';
import type { PullPage } from '../../provider.port.js';
import type { RecordBatch } from '../../record-batch.js';
import type { StripeAccess } from '../api/stripe.access.js';
import type { StripeClient } from '../api/stripe.client.js';
import { pageAfter, type StripeObject } from './stripe.page.js';
import type { StripeStream } from './stripe.streams.js';

/** The most that a list gives at once: https://docs.stripe.com/api/pagination */
export const PAGE_LIMIT = 100;

type StripeWalk = ListWalk<StripeAccess, StripeStream>;

interface Position {
  /** Id of the last object of the page before. */
  after: string;
  /** Creation time of the oldest object so far. */
  oldest?: number;
}

const CURSOR = checkedCursor<Position>({
  name: "Stripe's list",
  version: 1,
  schema: z.object({ after: z.string(), oldest: z.number().optional() }),
});

/** Walks through one list, newest first, one page in memory. */
export class StripeList {
  constructor(private readonly client: StripeClient) {}

  async *walk(walk: StripeWalk): AsyncGenerator<PullPage> {
    for await (const { page } of this.objects(walk)) yield page;
  }

  async *objects(walk: StripeWalk): AsyncGenerator<{ page: PullPage; data: StripeObject[] }> {
    const { stream, cursor, signal } = walk;
    const guard = new LoopGuard('Stripe');
    let position = CURSOR.read(cursor);
    for (let first = cursor === null; ; first = false) {
      const exchange = new ProviderExchange(signal);
      await this.page(walk, position, exchange);
      const { data, hasMore, last } = pageAfter(exchange, position?.after ?? null, guard);
      const oldest = oldestOf(data, position?.oldest);
      position = hasMore && last !== null ? { after: last, ...(oldest !== undefined && { oldest }) } : null;
      const page = pageOf(exchange, {
        records: recordsOf(stream, exchange, data),
        cursor: position && CURSOR.write(position),
        ...(oldest !== undefined && { oldest }),
        ...(first && { watermark: exchange.seconds }),
      });
      yield { page, data };
      if (!position) return;
    }
  }

  private async page(walk: StripeWalk, position: Position | null, exchange: ProviderExchange): Promise<void> {
    const { stream, range } = walk;
    try {
      await this.list(walk, { ...bounds(stream, range), starting_after: position?.after }, exchange);
    } catch (error) {
      if (!(error instanceof ProviderCursorError) || !stream.sliceable || position?.oldest === undefined) throw error;
      // The object that the cursor names has been deleted meanwhile. Rather than from the start, the walk goes on
      // from its second of creation, and sees the other objects of that second twice.
      const to = Math.min(range.to ?? Infinity, position.oldest + 1);
      await this.list(walk, bounds(stream, { ...range, to }), exchange);
    }
  }

  private list(
    { access, stream }: StripeWalk,
    params: Record<string, unknown>,
    exchange: ProviderExchange,
  ): Promise<void> {
    const query = { limit: PAGE_LIMIT, ...stream.listParams, ...params };
    return this.client.send(access, `GET /v1/${stream.path}`, exchange, (stripe, options) =>
      stream.resource(stripe).list(query, options),
    );
  }
}

function bounds(stream: StripeStream, { from, to }: StripeWalk['range']): Record<string, unknown> {
  if (!stream.sliceable || (from === undefined && to === undefined)) return {};
  return { created: { gte: from, lt: to } };
}

function oldestOf(data: readonly StripeObject[], before: number | undefined): number | undefined {
  let oldest = before;
  for (const object of data) {
    // Invoice items call it `date`.
    const created = object.created ?? object.date;
    if (typeof created === 'number' && (oldest === undefined || created < oldest)) oldest = created;
  }
  return oldest;
}

const BEFORE_DATA = /^\s*\{\s*"object"\s*:\s*"list"\s*,\s*"data"\s*:\s*(?=\[)/;

function recordsOf({ name }: StripeStream, exchange: ProviderExchange, data: readonly StripeObject[]): RecordBatch {
  const { seconds } = exchange;
  const distinct = new Map(data.map((object) => [object.id, object]));
  const json = distinct.size === data.length ? listText(exchange, BEFORE_DATA, 2) : null;
  const rows = [...distinct.keys()].map((externalId) => ({ type: name, externalId, seconds }));
  return batchOf('read', rows, json ?? JSON.stringify([...distinct.values()]));
}
