import { z } from 'zod';
import { forEachConcurrent } from '../../../common/for-each-concurrent.js';
import { LoopGuard } from '../../calls/loop.guard.js';
import { anyJson, checkedCursor } from '../../kit/checked.cursor.js';
import { text } from '../../kit/fields.js';
import { ProviderExchange } from '../../http/provider.exchange.js';
import { pageOf } from '../../kit/page.builder.js';
import { lighterPages, pageSizeSchema, type PageSize } from '../../kit/page.size.js';
import type { Walk } from '../../kit/walk.js';
import type { Json, PullPage } from '../../provider.port.js';
import { EMPTY_BATCH } from '../../record-batch.js';
import type { SquareAccess } from '../api/square.access.js';
import type { SquareClient } from '../api/square.client.js';
import { momentOf } from '../shape/square.dating.js';
import type { SquareList } from './square.list.js';
import { readPage, recordsOf, type SquareObject } from './square.page.js';
import { findStream } from './square.streams.js';

const PAYOUTS = findStream('payouts')!;
const ENTRIES = findStream('payout_entries')!;
/** Payouts whose entries are being read at a time; a page of them is in memory. */
const PAYOUTS_AT_ONCE = 8;
/** Most entries that a page may have. */
const ENTRIES_A_PAGE = 100;

interface Pending {
  id: string;
  cursor?: string;
  pageSize?: PageSize;
}

interface Position {
  /** Payouts of the page at hand whose entries are not all read yet. */
  pending: Pending[];
  /** Where the list of payouts goes on. */
  payouts: Json;
  isLast: boolean;
}

const CURSOR = checkedCursor<Position>({
  name: "Square's payout entries",
  version: 1,
  schema: z.object({
    pending: z.array(z.object({ id: z.string(), cursor: z.string().optional(), pageSize: pageSizeSchema.optional() })),
    payouts: anyJson,
    isLast: z.boolean(),
  }),
});

interface Bounds {
  /** Payouts created since, RFC 3339; absent: all. */
  createdSince?: string;
  /** And updated since, epoch seconds. */
  updatedSince?: number;
}

/**
 * What each payout consists of: https://developer.squareup.com/docs/payouts-api/overview. Square lists entries by
 * payout only, which has them all from its beginning; none is ever changed.
 */
export class SquarePayoutEntries {
  constructor(
    private readonly client: SquareClient,
    private readonly list: SquareList,
  ) {}

  async *walk(walk: Walk<SquareAccess>, { createdSince, updatedSince = 0 }: Bounds): AsyncGenerator<PullPage> {
    const { access, cursor, signal } = walk;
    const guards = new Map<string, LoopGuard>();
    let here = CURSOR.read(cursor) ?? { pending: [], payouts: null, isLast: false };
    const payouts = this.list.walk({ ...walk, cursor: here.payouts }, PAYOUTS, createdSince);
    for (;;) {
      while (here.pending.length > 0) {
        const { page, unfinished } = await this.entries(access, here.pending.slice(0, PAYOUTS_AT_ONCE), guards, signal);
        here = { ...here, pending: [...unfinished, ...here.pending.slice(PAYOUTS_AT_ONCE)] };
        yield { ...page, cursor: cursorOf(here) };
      }
      if (here.isLast) return;
      const next = await payouts.next();
      if (next.done) return;
      const { objects, cursor: after, requests, bytes, watermark } = next.value;
      const pending = objects.filter((payout) => isUpdatedSince(payout, updatedSince)).flatMap(toPending);
      here = { pending, payouts: after, isLast: after === null };
      yield {
        records: EMPTY_BATCH,
        cursor: cursorOf(here),
        requests,
        bytes,
        ...(watermark !== undefined && { watermark }),
      };
    }
  }

  private async entries(
    access: SquareAccess,
    pending: readonly Pending[],
    guards: Map<string, LoopGuard>,
    signal: AbortSignal,
  ): Promise<{ page: PullPage; unfinished: Pending[] }> {
    const objects: SquareObject[] = [];
    const unfinished: Pending[] = [];
    const exchanges: ProviderExchange[] = [];
    await forEachConcurrent(pending, PAYOUTS_AT_ONCE, async ({ id, cursor, pageSize: size }) => {
      const exchange = new ProviderExchange(signal);
      exchanges.push(exchange);
      const request = (limit: number) =>
        this.client.send(access, 'GET /v2/payouts/:id/payout-entries', exchange, (square) =>
          square.payouts.listEntries({ payoutId: id, cursor, sortOrder: 'ASC', limit }),
        );
      const sizes = { largest: ENTRIES_A_PAGE };
      const { pageSize } = await lighterPages({ sizes, pageSize: size, exchange, request });
      const guard = guards.get(id) ?? new LoopGuard('Square');
      const page = readPage(exchange, ENTRIES.collection, cursor, guard);
      objects.push(...page.objects);
      if (page.next === null) guards.delete(id);
      else {
        guards.set(id, guard);
        unfinished.push({ id, cursor: page.next, ...(pageSize && { pageSize }) });
      }
    });
    const readAt = Math.min(...exchanges.map(({ seconds }) => seconds));
    return { page: pageOf(exchanges, { records: recordsOf(ENTRIES, objects, readAt), cursor: null }), unfinished };
  }
}

function isUpdatedSince(payout: SquareObject, since: number): boolean {
  const updated = momentOf(payout.updated_at ?? payout.created_at);
  return !updated || updated.seconds >= since;
}

function toPending(payout: SquareObject): Pending[] {
  const id = text(payout.id);
  return id ? [{ id }] : [];
}

function cursorOf(position: Position): Json {
  const isOver = position.isLast && position.pending.length === 0;
  return isOver ? null : CURSOR.write(position);
}
