import { ProviderCursorError } from '../../provider.errors.js';
import type { Json, PullPage, PullRequest } from '../../provider.port.js';
import type { RecordBatch } from '../../record-batch.js';
import type { StripeAccess } from '../api/stripe.access.js';
import type { StripeClient } from '../api/stripe.client.js';
import { ProviderExchange } from '../../kit/http/provider.exchange.js';
import { LoopGuard } from '../../calls/loop.guard.js';
import { dataText, pageAfter, type StripeObject } from './stripe.page.js';
import type { StripeStream } from './stripe.streams.js';

/** The most that a list gives at once: https://docs.stripe.com/api/pagination */
export const PAGE_LIMIT = 100;

type ListRequest = Pick<Extract<PullRequest, { kind: 'list' }>, 'from' | 'to'>;

interface Position {
  /** Id of the last object of the page before. */
  after: string;
  /** Creation time of the oldest object so far. */
  oldest?: number;
}

/** Walks through one list, newest first, one page in memory. */
export class StripeList {
  constructor(private readonly client: StripeClient) {}

  async *walk(
    access: StripeAccess,
    stream: StripeStream,
    request: ListRequest,
    cursor: Json,
    signal: AbortSignal,
  ): AsyncGenerator<{ page: PullPage; data: StripeObject[] }> {
    const guard = new LoopGuard('Stripe');
    let position = cursor as unknown as Position | null;
    for (let first = cursor === null; ; first = false) {
      const exchange = new ProviderExchange(signal);
      await this.page(access, stream, request, position, exchange);
      const { data, hasMore, last } = pageAfter(exchange, position?.after ?? null, guard);
      const oldest = oldestOf(data, position?.oldest);
      position = hasMore && last !== null ? { after: last, ...(oldest !== undefined && { oldest }) } : null;
      const page: PullPage = {
        records: recordsOf(stream, exchange, data),
        cursor: position && { ...position },
        requests: exchange.requests,
        bytes: exchange.bytes,
        ...(oldest !== undefined && { oldest }),
        ...(first && { watermark: exchange.seconds }),
      };
      yield { page, data };
      if (!position) return;
    }
  }

  private async page(
    access: StripeAccess,
    stream: StripeStream,
    request: ListRequest,
    position: Position | null,
    exchange: ProviderExchange,
  ): Promise<void> {
    try {
      await this.list(access, stream, { ...bounds(stream, request), starting_after: position?.after }, exchange);
    } catch (error) {
      if (!(error instanceof ProviderCursorError) || !stream.sliceable || position?.oldest === undefined) throw error;
      // The object that the cursor names has been deleted meanwhile. Rather than from the start, the walk goes on
      // from its second of creation, and sees the other objects of that second twice.
      const to = Math.min(request.to ?? Infinity, position.oldest + 1);
      await this.list(access, stream, bounds(stream, { ...request, to }), exchange);
    }
  }

  private list(
    access: StripeAccess,
    stream: StripeStream,
    params: Record<string, unknown>,
    exchange: ProviderExchange,
  ): Promise<void> {
    const query = { limit: PAGE_LIMIT, ...stream.listParams, ...params };
    return this.client.send(access, `GET /v1/${stream.path}`, exchange, (stripe, options) =>
      stream.resource(stripe).list(query, options),
    );
  }
}

function bounds(stream: StripeStream, { from, to }: ListRequest): Record<string, unknown> {
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

function recordsOf(stream: StripeStream, exchange: ProviderExchange, data: readonly StripeObject[]): RecordBatch {
  const distinct = new Map(data.map((object) => [object.id, object]));
  const json = distinct.size === data.length ? dataText(exchange) : null;
  return {
    types: Array<string>(distinct.size).fill(stream.name),
    externalIds: [...distinct.keys()],
    dating: 'read',
    seconds: Array<number>(distinct.size).fill(exchange.seconds),
    deleted: Array<boolean>(distinct.size).fill(false),
    json: json ?? JSON.stringify([...distinct.values()]),
  };
}
