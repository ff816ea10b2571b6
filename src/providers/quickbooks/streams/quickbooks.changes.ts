import { ProviderExchange } from '../../kit/http/provider.exchange.js';
import type { Json, PullPage, PullRequest } from '../../provider.port.js';
import { EMPTY_BATCH } from '../../record-batch.js';
import type { QuickBooksAccess } from '../api/quickbooks.access.js';
import type { QuickBooksCapture } from './quickbooks.capture.js';
import { isoSeconds, watermarkOf } from '../api/quickbooks.clock.js';
import type { QuickBooksList } from './quickbooks.list.js';
import { toBatch } from '../shape/quickbooks.object.js';
import type { QuickBooksQueries } from '../api/quickbooks.queries.js';
import { findStream, type QuickBooksStream } from './quickbooks.streams.js';

export type ChangesRequest = Extract<PullRequest, { kind: 'changes' }>;

/**
 * Where a walk is. `together`: all entities in one answer. Where that is too small, one entity after the other:
 * `alone` in an answer of its own; where that is too small, too, what was deleted by asking for a shorter and shorter
 * past until it fits (`deletions`), and what was changed by `query`.
 */
interface Position {
  step: 'together' | 'alone' | 'deletions' | 'query';
  /** Streams still to be walked, the current one first. */
  left: string[];
  /** Those whose deletions are not all known, so that they must be counted. */
  unsure: string[];
  at: Json;
}

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

  async *walk(
    access: QuickBooksAccess,
    request: ChangesRequest,
    cursor: Json,
    signal: AbortSignal,
  ): AsyncGenerator<PullPage> {
    const since = Math.max(0, request.since - this.overlapSeconds);
    const left = request.streams.filter((name) => findStream(name) !== undefined);
    const start: Position = { step: left.length > 1 ? 'together' : 'alone', left, unsure: [], at: null };
    let position = (cursor as unknown as Position | null) ?? start;
    let first = cursor === null;
    while (position.left.length > 0) {
      for await (const { page, next } of this.step(access, position, since, signal)) {
        const { watermark, ...rest } = page;
        position = next;
        const more = next.left.length > 0;
        const counted = more || next.unsure.length === 0 ? {} : await this.count(access, next.unsure, rest, signal);
        yield { ...rest, ...counted, cursor: more ? { ...next } : null, ...(first && { watermark }) };
        first = false;
      }
    }
  }

  private async *step(
    access: QuickBooksAccess,
    position: Position,
    since: number,
    signal: AbortSignal,
  ): AsyncGenerator<Step> {
    const [stream] = position.left.map(streamNamed);
    if (position.step === 'together') yield this.together(access, position, since, signal);
    else if (position.step === 'alone') yield this.alone(access, position, stream!, since, signal);
    else if (position.step === 'deletions') yield this.deletions(access, position, stream!, signal);
    else yield* this.query(access, position, stream!, since, signal);
  }

  private async together(
    access: QuickBooksAccess,
    position: Position,
    since: number,
    signal: AbortSignal,
  ): Promise<Step> {
    const streams = position.left.map(streamNamed);
    const { page, truncated } = await this.captured(access, streams, since, signal);
    return { page, next: truncated ? { ...position, step: 'alone' } : { ...position, left: [] } };
  }

  private async alone(
    access: QuickBooksAccess,
    position: Position,
    stream: QuickBooksStream,
    since: number,
    signal: AbortSignal,
  ): Promise<Step> {
    const { page, truncated } = await this.captured(access, [stream], since, signal);
    if (!truncated) return { page, next: nextStream(position) };
    const unsure = [...position.unsure, stream.name];
    return { page, next: { ...position, step: 'deletions', unsure, at: shorter(since, page) } };
  }

  private async deletions(
    access: QuickBooksAccess,
    position: Position,
    stream: QuickBooksStream,
    signal: AbortSignal,
  ): Promise<Step> {
    const since = Number(position.at);
    const { page, truncated } = await this.captured(access, [stream], since, signal);
    const isWorthIt = truncated && page.watermark! - since > SHORTEST_SECONDS;
    const query: Position = { ...position, step: 'query', at: null };
    return { page, next: isWorthIt ? { ...position, at: shorter(since, page) } : query };
  }

  private async *query(
    access: QuickBooksAccess,
    position: Position,
    stream: QuickBooksStream,
    since: number,
    signal: AbortSignal,
  ): AsyncGenerator<Step> {
    for await (const page of this.list.walk(access, stream, isoSeconds(since), position.at, signal)) {
      yield { page, next: page.cursor === null ? nextStream(position) : { ...position, at: page.cursor } };
    }
  }

  private async captured(
    access: QuickBooksAccess,
    streams: readonly QuickBooksStream[],
    since: number,
    signal: AbortSignal,
  ): Promise<{ page: PullPage; truncated: boolean }> {
    const exchange = new ProviderExchange(signal);
    const { rows, truncated } = await this.capture.since(access, streams, since, exchange);
    const records = rows.length > 0 ? toBatch(rows) : EMPTY_BATCH;
    const { requests, bytes } = exchange;
    return { page: { records, cursor: null, requests, bytes, watermark: watermarkOf(exchange) }, truncated };
  }

  private async count(
    access: QuickBooksAccess,
    names: readonly string[],
    page: Omit<PullPage, 'watermark'>,
    signal: AbortSignal,
  ): Promise<Pick<PullPage, 'totals' | 'requests' | 'bytes'>> {
    const exchange = new ProviderExchange(signal);
    const totals: Record<string, number> = {};
    for (const stream of names.map(streamNamed)) {
      totals[stream.name] = await this.queries.count(access, stream, exchange);
    }
    return { totals, requests: page.requests + exchange.requests, bytes: page.bytes + exchange.bytes };
  }
}

/** The later half of the past that has turned out to be too long. */
function shorter(since: number, { watermark }: PullPage): number {
  return since + Math.ceil((watermark! - since) / 2);
}

function nextStream(position: Position): Position {
  return { ...position, step: 'alone', left: position.left.slice(1), at: null };
}

function streamNamed(name: string): QuickBooksStream {
  const stream = findStream(name);
  if (!stream) throw new Error(`QuickBooks has no stream "${name}"`);
  return stream;
}
