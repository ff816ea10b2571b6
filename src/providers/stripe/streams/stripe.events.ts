import { z } from 'zod';
import type { PullPage } from '../../provider.port.js';
import type { StripeAccess } from '../api/stripe.access.js';
import type { StripeClient } from '../api/stripe.client.js';
import { collapseEvents, objectKey, type CollapsedEvent } from './stripe.event-collapse.js';
import type { StripeEventRecords } from './stripe.event-records.js';
import { readEvent, type StripeEvent } from './stripe.event.js';
import { checkedCursor } from '../../kit/checked.cursor.js';
import { ProviderExchange } from '../../http/provider.exchange.js';
import { pageOf } from '../../kit/page.builder.js';
import { lighterPages, pageSizeSchema } from '../../kit/page.size.js';
import { PAGE_LIMIT } from '../stripe.config.js';
import { LoopGuard } from '../../calls/loop.guard.js';
import { pageAfter } from './stripe.page.js';
import type { StripeChangesWalk, StripeStream } from './stripe.stream.js';
import { partStreamsOf } from './stripe.streams.js';

/** The most that `types` takes: https://docs.stripe.com/api/events/list */
const MOST_TYPES = 20;
/** Objects of a single second that are kept until the next page, with their events. */
const MOST_ON_EDGE = 1_000;
/** Objects of one walk that are remembered, so that their older events cost nothing. */
const MOST_TOLD = 20_000;

const CURSOR = checkedCursor({
  name: "Stripe's events",
  version: 1,
  schema: z.object({ after: z.string(), pageSize: pageSizeSchema.optional() }),
  // It was the id alone.
  unversioned: (after) => ({ after }),
});

/**
 * Walks through the account's events, newest first. There is no filter by time of change anywhere else; events tell
 * changes and deletions of all streams at once, 100 to a request.
 */
export class StripeEvents {
  constructor(
    private readonly client: StripeClient,
    private readonly records: StripeEventRecords,
  ) {}

  /**
   * @param from epoch seconds of the oldest events that are looked at
   */
  async *walk({ access, streams, cursor, signal }: StripeChangesWalk, from: number): AsyncGenerator<PullPage> {
    const { after: start = null, pageSize: size } = CURSOR.read(cursor) ?? {};
    const guard = new LoopGuard('Stripe');
    const told = new Map<string, number>();
    let edge: ReadonlyMap<string, CollapsedEvent> = new Map();
    for (let after = start, pageSize = size, first = start === null; ; first = false) {
      const exchange = new ProviderExchange(signal);
      const filter = { ...filterOf(streams), created: { gte: from }, starting_after: after ?? undefined };
      const request = (limit: number) => this.request(access, { limit, ...filter }, exchange);
      ({ pageSize } = await lighterPages({ sizes: { largest: PAGE_LIMIT }, pageSize, exchange, request }));
      const { data, hasMore, last } = pageAfter(exchange, after, guard);
      const events = data
        .map(readEvent)
        .filter((event) => event !== null)
        .filter((event) => concerns(event, streams) && !((told.get(objectKey(event)) ?? 0) > event.created));
      const latest = collapseEvents(events, edge);
      edge = edgeOf(latest, edge, data.at(-1)?.created);
      remember(told, latest);
      // Noted before objects are read, whose requests add to the page's.
      const watermark = exchange.seconds;
      const news = [...latest.values()].filter(({ known }) => !known);
      const records = await this.records.of(access, news, streams, exchange);
      after = hasMore ? last : null;
      const next = after === null ? null : CURSOR.write({ after, ...(pageSize && { pageSize }) });
      yield pageOf(exchange, { records, cursor: next, ...(first && { watermark }) });
      if (after === null) return;
    }
  }

  private request(access: StripeAccess, params: Record<string, unknown>, exchange: ProviderExchange): Promise<void> {
    return this.client.send(access, 'GET /v1/events', exchange, (stripe, options) =>
      stripe.events.list(params, options),
    );
  }
}

/** Whether it tells anything of one of the streams: of its object, a part of it, or an object that it refers to. */
function concerns({ stream }: StripeEvent, streams: readonly StripeStream[]): boolean {
  const isLink = stream.name === 'invoice_payments' && streams.some(({ name }) => name === 'payments');
  return streams.includes(stream) || isLink || partStreamsOf(stream).some((parts) => streams.includes(parts));
}

function filterOf(streams: readonly StripeStream[]): { types?: string[] } {
  const types = streams.flatMap(({ eventTypes }) => eventTypes);
  return types.length > 0 && types.length <= MOST_TYPES ? { types } : {};
}

/** What the pages so far have reported for the second in which the next page may begin. */
function edgeOf(
  latest: ReadonlyMap<string, CollapsedEvent>,
  before: ReadonlyMap<string, CollapsedEvent>,
  second: unknown,
): Map<string, CollapsedEvent> {
  const edge = [...before, ...latest].filter(([, { event }]) => event.created === second);
  return new Map(edge.slice(-MOST_ON_EDGE));
}

function remember(told: Map<string, number>, latest: ReadonlyMap<string, CollapsedEvent>): void {
  for (const [key, { event }] of latest) if (told.size < MOST_TOLD || told.has(key)) told.set(key, event.created);
}
