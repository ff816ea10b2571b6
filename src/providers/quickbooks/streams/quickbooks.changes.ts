import { z } from 'zod';
import { anyJson, checkedCursor } from '../../kit/checked.cursor.js';
import { ProviderExchange } from '../../http/provider.exchange.js';
import { pageOf } from '../../kit/page.builder.js';
import type { ChangesWalk, Walk } from '../../kit/walk.js';
import type { Json, PullPage } from '../../provider.port.js';
import { EMPTY_BATCH } from '../../record-batch.js';
import type { QuickBooksAccess } from '../api/quickbooks.access.js';
import type { QuickBooksCapture } from './quickbooks.capture.js';
import { isoSeconds, watermarkOf } from '../api/quickbooks.clock.js';
import type { QuickBooksList } from './quickbooks.list.js';
import { toBatch } from './quickbooks.page.js';
import type { QuickBooksQueries } from './quickbooks.queries.js';
import { findStream, type QuickBooksStream } from './quickbooks.streams.js';

/**
 * Position of a walk. `together`: all entities in one answer. If they do not fit, one entity after the other: `alone`,
 * each in a separate answer. If that does not fit either, `deletions` asks for a shorter and shorter time until they
 * fit, and `query` finds what was changed.
 */
interface Position {
  step: 'together' | 'alone' | 'deletions' | 'query';
  /** Streams still to be walked, the current one first. */
  left: string[];
  /** Those whose deletions are not all known, so that they must be counted. */
  unsure: string[];
  at: Json;
}

const isStream = (name: string) => findStream(name) !== undefined;
const CURSOR = checkedCursor<Position>({
  name: "QuickBooks' changes",
  version: 1,
  schema: z
    .object({
      step: z.enum(['together', 'alone', 'deletions', 'query']),
      left: z.array(z.string().refine(isStream)),
      unsure: z.array(z.string().refine(isStream)),
      at: anyJson,
    })
    .refine(({ step, at }) => step !== 'deletions' || typeof at === 'number'),
});

type QuickBooksWalk = Walk<QuickBooksAccess>;

/** What a step came to: a page, and where to go on from it. */
interface Step {
  page: PullPage;
  next: Position;
}

/** A past no longer than this is not worth halving: the deletions that it would show do not pay for the asking. */
const SHORTEST_SECONDS = 60;

/** What has changed in the company since a time, deletions included. */
export class QuickBooksChanges {
  constructor(
    private readonly capture: QuickBooksCapture,
    private readonly queries: QuickBooksQueries,
    private readonly list: QuickBooksList,
    private readonly overlapSeconds: number,
  ) {}

  async *walk(walk: ChangesWalk<QuickBooksAccess, QuickBooksStream>): AsyncGenerator<PullPage> {
    const since = Math.max(0, walk.since - this.overlapSeconds);
    const left = walk.streams.map(({ name }) => name);
    const start: Position = { step: left.length > 1 ? 'together' : 'alone', left, unsure: [], at: null };
    let position = CURSOR.read(walk.cursor) ?? start;
    let first = walk.cursor === null;
    while (position.left.length > 0) {
      for await (const { page, next } of this.step(walk, position, since)) {
        const { watermark, ...rest } = page;
        position = next;
        const more = next.left.length > 0;
        const counted = more || next.unsure.length === 0 ? {} : await this.count(walk, next.unsure, rest);
        yield { ...rest, ...counted, cursor: more ? CURSOR.write(next) : null, ...(first && { watermark }) };
        first = false;
      }
    }
  }

  private async *step(walk: QuickBooksWalk, position: Position, since: number): AsyncGenerator<Step> {
    const [stream] = position.left.map(streamNamed);
    if (position.step === 'together') yield this.together(walk, position, since);
    else if (position.step === 'alone') yield this.alone(walk, position, stream!, since);
    else if (position.step === 'deletions') yield this.deletions(walk, position, stream!);
    else yield* this.query(walk, position, stream!, since);
  }

  private async together(walk: QuickBooksWalk, position: Position, since: number): Promise<Step> {
    const streams = position.left.map(streamNamed);
    const { page, truncated } = await this.captured(walk, streams, since);
    return { page, next: truncated ? { ...position, step: 'alone' } : { ...position, left: [] } };
  }

  private async alone(
    walk: QuickBooksWalk,
    position: Position,
    stream: QuickBooksStream,
    since: number,
  ): Promise<Step> {
    const { page, truncated } = await this.captured(walk, [stream], since);
    if (!truncated) return { page, next: nextStream(position) };
    const unsure = [...position.unsure, stream.name];
    return { page, next: { ...position, step: 'deletions', unsure, at: shorter(since, page) } };
  }

  private async deletions(walk: QuickBooksWalk, position: Position, stream: QuickBooksStream): Promise<Step> {
    const since = Number(position.at);
    const { page, truncated } = await this.captured(walk, [stream], since);
    const isWorthIt = truncated && page.watermark! - since > SHORTEST_SECONDS;
    const query: Position = { ...position, step: 'query', at: null };
    return { page, next: isWorthIt ? { ...position, at: shorter(since, page) } : query };
  }

  private async *query(
    walk: QuickBooksWalk,
    position: Position,
    stream: QuickBooksStream,
    since: number,
  ): AsyncGenerator<Step> {
    for await (const page of this.list.walk({ ...walk, cursor: position.at }, stream, isoSeconds(since))) {
      yield { page, next: page.cursor === null ? nextStream(position) : { ...position, at: page.cursor } };
    }
  }

  private async captured(
    { access, signal }: QuickBooksWalk,
    streams: readonly QuickBooksStream[],
    since: number,
  ): Promise<{ page: PullPage; truncated: boolean }> {
    const exchange = new ProviderExchange(signal);
    const { rows, truncated } = await this.capture.since(access, streams, since, exchange);
    const records = rows.length > 0 ? toBatch(rows) : EMPTY_BATCH;
    return { page: pageOf(exchange, { records, cursor: null, watermark: watermarkOf(exchange) }), truncated };
  }

  private async count(
    { access, signal }: QuickBooksWalk,
    names: readonly string[],
    page: Omit<PullPage, 'watermark'>,
  ): Promise<Pick<PullPage, 'totals' | 'requests' | 'bytes'>> {
    const exchange = new ProviderExchange(signal);
    const totals: Record<string, number> = {};
    for (const stream of names.map(streamNamed)) {
      totals[stream.name] = await this.queries.count(access, stream, exchange);
    }
    exchange.add(page);
    return { totals, requests: exchange.requests, bytes: exchange.bytes };
  }
}

/** The later half of the past that has turned out to be too long. */
function shorter(since: number, { watermark }: PullPage): number {
  return since + Math.ceil((watermark! - since) / 2);
}

function nextStream(position: Position): Position {
  return { ...position, step: 'alone', left: position.left.slice(1), at: null };
}

/** Of a name that the cursor's check has let pass. */
const streamNamed = (name: string) => findStream(name)!;
