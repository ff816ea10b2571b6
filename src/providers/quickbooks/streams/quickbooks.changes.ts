import { ProviderExchange } from '../../http/provider.exchange.js';
import { pageOf } from '../../kit/page.builder.js';
import type { ChangesWalk } from '../../kit/walk.js';
import type { PullPage } from '../../provider.port.js';
import { EMPTY_BATCH } from '../../record-batch.js';
import type { QuickBooksAccess } from '../api/quickbooks.access.js';
import type { QuickBooksCapture } from './quickbooks.capture.js';
import { isoSeconds, watermarkOf } from '../api/quickbooks.clock.js';
import type { QuickBooksList } from './quickbooks.list.js';
import { toBatch } from './quickbooks.page.js';
import {
  afterRefusal,
  currentOf,
  nextGroup,
  oneByOne,
  POSITION,
  startOf,
  streamNamed,
  type Position,
} from './quickbooks.position.js';
import type { QuickBooksQueries } from './quickbooks.queries.js';
import { mayConcernOne, refusalOf, refusedStream } from './quickbooks.refusal.js';
import type { QuickBooksStream } from './quickbooks.streams.js';

type QuickBooksWalk = ChangesWalk<QuickBooksAccess, QuickBooksStream>;

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

  async *walk(walk: QuickBooksWalk): AsyncGenerator<PullPage> {
    let first = walk.cursor === null;
    for await (const { page, next } of this.steps(walk, POSITION.read(walk.cursor) ?? startOf(walk.streams))) {
      const { watermark, ...rest } = page;
      const more = next.left.length > 0;
      const ended = more ? {} : await this.end(walk, next, rest);
      yield { ...rest, ...ended, cursor: more ? POSITION.write(next) : null, ...(first && { watermark }) };
      first = false;
    }
  }

  /** @throws ProviderError when every stream is refused, or what is wrong concerns the connection */
  private async *steps(walk: QuickBooksWalk, start: Position): AsyncGenerator<Step> {
    const since = Math.max(0, walk.since - this.overlapSeconds);
    let position = start;
    let exchange = new ProviderExchange(walk.signal);
    while (position.left.length > 0) {
      try {
        for await (const step of this.step(walk, position, since, exchange)) {
          yield step;
          position = step.next;
        }
        exchange = new ProviderExchange(walk.signal);
      } catch (error) {
        if (!mayConcernOne(error)) throw error;
        position = afterRefusal(position, error);
        if (position.refused.length >= walk.streams.length) throw error;
        if (position.left.length === 0) {
          yield { page: pageOf(exchange, { records: EMPTY_BATCH, cursor: null }), next: position };
        }
      }
    }
  }

  /** @param exchange counts what the refused calls before have cost, too */
  private async *step(
    walk: QuickBooksWalk,
    position: Position,
    since: number,
    exchange: ProviderExchange,
  ): AsyncGenerator<Step> {
    if (position.step === 'query') {
      const [stream] = currentOf(position);
      for await (const page of this.list.walk({ ...walk, cursor: position.at }, stream!, isoSeconds(since))) {
        yield { page, next: page.cursor === null ? nextGroup(position) : { ...position, at: page.cursor } };
      }
      return;
    }
    const from = position.step === 'deletions' ? Number(position.at) : since;
    const { page, truncated } = await this.captured(walk, currentOf(position), from, exchange);
    yield { page, next: truncated ? afterTruncation(position, from, page.watermark!) : afterWhole(position) };
  }

  private async captured(
    { access }: QuickBooksWalk,
    streams: readonly QuickBooksStream[],
    since: number,
    exchange: ProviderExchange,
  ): Promise<{ page: PullPage; truncated: boolean }> {
    const { rows, truncated } = await this.capture.since(access, streams, since, exchange);
    const records = rows.length > 0 ? toBatch(rows) : EMPTY_BATCH;
    return { page: pageOf(exchange, { records, cursor: null, watermark: watermarkOf(exchange) }), truncated };
  }

  /** What the last page says of the streams as wholes. */
  private async end(
    { access, signal }: QuickBooksWalk,
    { unsure, refused }: Position,
    page: Omit<PullPage, 'watermark'>,
  ): Promise<Partial<PullPage>> {
    const exchange = new ProviderExchange(signal);
    exchange.add(page);
    const totals: Record<string, number> = {};
    const refusals = [...refused];
    for (const name of unsure) {
      try {
        totals[name] = await this.queries.count(access, streamNamed(name), exchange);
      } catch (error) {
        if (!mayConcernOne(error)) throw error;
        refusals.push(refusalOf(name, error));
      }
    }
    return {
      requests: exchange.requests,
      bytes: exchange.bytes,
      ...(unsure.length > 0 && { totals }),
      ...(refusals.length > 0 && { refused: refusals.map(refusedStream) }),
    };
  }
}

/** Of `deletions`, the time is now short enough to show all of them. */
function afterWhole(position: Position): Position {
  return position.step === 'deletions' ? { ...position, step: 'query', at: null } : nextGroup(position);
}

/** @param watermark up to when the answer was to be complete */
function afterTruncation(position: Position, since: number, watermark: number): Position {
  const group = currentOf(position);
  if (group.length > 1) return oneByOne(position);
  if (position.step === 'deletions' && watermark - since <= SHORTEST_SECONDS) return afterWhole(position);
  const unsure = [...new Set([...position.unsure, group[0]!.name])];
  // The later half of the past that has turned out to be too long.
  return { ...position, step: 'deletions', unsure, at: since + Math.ceil((watermark - since) / 2) };
}
