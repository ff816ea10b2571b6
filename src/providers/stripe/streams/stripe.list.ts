import { z } from 'zod';
import { LoopGuard } from '../../calls/loop.guard.js';
import { checkedCursor } from '../../kit/checked.cursor.js';
import { ProviderExchange } from '../../http/provider.exchange.js';
import { batchOf, listText, pageOf } from '../../kit/page.builder.js';
import { lighterPages, pageSizeSchema, type PageSize } from '../../kit/page.size.js';
import type { ListWalk } from '../../kit/walk.js';
import { ProviderCursorError } from '../../provider.errors.js';
import type { PullPage } from '../../provider.port.js';
import type { LeftOut, RecordBatch } from '../../record-batch.js';
import type { StripeAccess } from '../api/stripe.access.js';
import type { StripeClient } from '../api/stripe.client.js';
import { PAGE_LIMIT } from '../stripe.config.js';
import type { StripeInvoiceLinks } from './stripe.invoice-links.js';
import type { StripeNestedLists } from './stripe.nested-lists.js';
import { createdOf, pageAfter, type StripeObject } from './stripe.page.js';
import type { StripeStream } from './stripe.stream.js';

export type StripeListWalk = ListWalk<StripeAccess, StripeStream>;

/** A page of a list, and the objects that were on it. */
export interface ListedPage {
  page: PullPage;
  data: StripeObject[];
}

interface Position {
  /** Id of the last object of the page before. */
  after: string;
  /** Creation time of the oldest object so far. */
  oldest?: number;
  pageSize?: PageSize;
}

const CURSOR = checkedCursor<Position>({
  name: "Stripe's list",
  version: 1,
  schema: z.object({ after: z.string(), oldest: z.number().optional(), pageSize: pageSizeSchema.optional() }),
});

const SIZES = { largest: PAGE_LIMIT } as const;

/** Walks through one list, newest first, one page in memory. */
export class StripeList {
  constructor(
    private readonly client: StripeClient,
    private readonly nested: StripeNestedLists,
    private readonly links: StripeInvoiceLinks,
  ) {}

  async *objects(walk: StripeListWalk): AsyncGenerator<ListedPage> {
    const { access, stream, cursor, signal } = walk;
    const guard = new LoopGuard('Stripe');
    const join = stream.name === 'payments' ? this.links.alongside(access) : null;
    let position = CURSOR.read(cursor);
    for (let first = cursor === null; ; first = false) {
      const exchange = new ProviderExchange(signal);
      const pageSize = await this.page(walk, position, exchange);
      const { data: sent, unusable, hasMore, last } = pageAfter(exchange, position?.after ?? null, guard);
      const oldest = oldestOf(sent, position?.oldest);
      const seen = { ...(oldest !== undefined && { oldest }), ...(pageSize && { pageSize }) };
      position = hasMore && last !== null ? { after: last, ...seen } : null;
      // Noted before further requests are made for the page.
      const watermark = exchange.seconds;
      const completed = await this.nested.complete(access, stream, sent, exchange);
      const data = folded(stream, sent);
      const joined = (await join?.(data, exchange)) ?? false;
      const records = recordsOf(stream, { exchange, data, unusable, isAsSent: !completed && !joined && data === sent });
      const page = pageOf(exchange, {
        records,
        cursor: position && CURSOR.write(position),
        ...(oldest !== undefined && { oldest }),
        ...(first && { watermark }),
      });
      yield { page, data };
      if (!position) return;
    }
  }

  /**
   * The newest objects that were created in a range, its ends included, as they are now.
   * @param page takes the count of requests
   */
  async window(
    access: StripeAccess,
    stream: StripeStream,
    [from, to]: readonly [number, number],
    page: ProviderExchange,
  ): Promise<{ data: StripeObject[]; hasMore: boolean; seconds: number }> {
    const exchange = new ProviderExchange(page.signal);
    try {
      const request = (limit: number) =>
        this.list({ access, stream }, limit, { created: { gte: from, lte: to } }, exchange);
      await lighterPages({ sizes: SIZES, pageSize: undefined, exchange, request });
      const { data: sent, hasMore } = pageAfter(exchange, null, new LoopGuard('Stripe'));
      const { seconds } = exchange;
      await this.nested.complete(access, stream, sent, exchange);
      const data = folded(stream, sent);
      return { data, hasMore, seconds };
    } finally {
      page.add(exchange);
    }
  }

  /** A page, lighter where it is too heavy. @returns the size for the next one */
  private async page(
    walk: StripeListWalk,
    position: Position | null,
    exchange: ProviderExchange,
  ): Promise<PageSize | undefined> {
    const request = (limit: number) => this.following(walk, position, limit, exchange);
    return (await lighterPages({ sizes: SIZES, pageSize: position?.pageSize, exchange, request })).pageSize;
  }

  private async following(
    walk: StripeListWalk,
    position: Position | null,
    limit: number,
    exchange: ProviderExchange,
  ): Promise<void> {
    const { stream, range } = walk;
    try {
      await this.list(walk, limit, { ...bounds(stream, range), starting_after: position?.after }, exchange);
    } catch (error) {
      if (!(error instanceof ProviderCursorError) || !stream.sliceable || position?.oldest === undefined) throw error;
      // The object that the cursor names has been deleted meanwhile. Rather than from the start, the walk goes on
      // from its second of creation, and sees the other objects of that second twice.
      const to = Math.min(range.to ?? Infinity, position.oldest + 1);
      await this.list(walk, limit, bounds(stream, { ...range, to }), exchange);
    }
  }

  private list(
    { access, stream }: Pick<StripeListWalk, 'access' | 'stream'>,
    limit: number,
    params: Record<string, unknown>,
    exchange: ProviderExchange,
  ): Promise<void> {
    const expand = stream.expand.length > 0 ? { expand: stream.expand.map((member) => `data.${member}`) } : {};
    const query = { limit, ...stream.listParams, ...expand, ...params };
    return this.client.send(access, `GET /v1/${stream.path}`, exchange, (stripe, options) =>
      stream.resource(stripe).list(query, options),
    );
  }
}

function folded({ fold }: StripeStream, sent: StripeObject[]): StripeObject[] {
  return fold ? sent.map(fold) : sent;
}

function bounds(stream: StripeStream, { from, to }: StripeListWalk['range']): Record<string, unknown> {
  if (!stream.sliceable || (from === undefined && to === undefined)) return {};
  return { created: { gte: from, lt: to } };
}

function oldestOf(data: readonly StripeObject[], before: number | undefined): number | undefined {
  const times = data.map(createdOf).filter((created) => created !== null);
  return times.length === 0 ? before : Math.min(before ?? Infinity, ...times);
}

const BEFORE_DATA = /^\s*\{\s*"object"\s*:\s*"list"\s*,\s*"data"\s*:\s*(?=\[)/;

interface Answer {
  exchange: ProviderExchange;
  data: readonly StripeObject[];
  unusable: number;
  /** Nothing was added to the objects. */
  isAsSent: boolean;
}

function recordsOf(stream: StripeStream, { exchange, data, unusable, isAsSent }: Answer): RecordBatch {
  const { seconds } = exchange;
  const { name, partOf } = stream;
  const kept = partOf ? data.flatMap((whole) => partOf.parts(whole)) : data;
  const distinct = new Map(kept.map((object) => [object.id, object]));
  const isWhole = isAsSent && !partOf && unusable === 0 && distinct.size === data.length;
  const json = isWhole ? listText(exchange, BEFORE_DATA, 2) : null;
  const rows = [...distinct.keys()].map((externalId) => ({ type: name, externalId, seconds }));
  const batch = batchOf('read', rows, json ?? JSON.stringify([...distinct.values()]));
  if (unusable === 0) return batch;
  const leftOut: LeftOut[] = Array.from({ length: unusable }, () => ({
    type: name,
    externalId: null,
    reason: 'no_key',
  }));
  return { ...batch, leftOut };
}
