import { LoopGuard } from '../../calls/loop.guard.js';
import { text } from '../../kit/fields.js';
import { ProviderExchange } from '../../kit/http/provider.exchange.js';
import { ProviderNotFoundError, ProviderProtocolError } from '../../provider.errors.js';
import type { Json, PullPage } from '../../provider.port.js';
import { EMPTY_BATCH } from '../../record-batch.js';
import type { SquareAccess } from '../api/square.access.js';
import type { SquareClient } from '../api/square.client.js';
import { inGroups, locationIds } from '../api/square.locations.js';
import { batchOf, pageOf, type SquareObject } from './square.page.js';
import { SQUARE_RESOURCES, type SquareListQuery } from '../api/square.resources.js';
import type { SquareStream } from './square.streams.js';

/** Square may answer fewer objects than it was asked for, none at all too, but not for ever. */
const MOST_EMPTY_PAGES = 100;

interface Position {
  /** Groups of locations that are still to be walked, the one at hand first. */
  groups: string[][];
  cursor?: string;
}

export interface SquareListPage extends PullPage {
  objects: SquareObject[];
  /** The whole answer. */
  answer: Readonly<Record<string, unknown>>;
}

/** Walks through the list of one stream, location by location where it goes by location, one page in memory. */
export class SquareList {
  constructor(private readonly client: SquareClient) {}

  /** @param since only what was changed since, RFC 3339, in the streams whose lists can tell */
  async *walk(
    access: SquareAccess,
    stream: SquareStream,
    since: string | undefined,
    cursor: Json,
    signal: AbortSignal,
  ): AsyncGenerator<SquareListPage> {
    const guard = new LoopGuard('Square');
    let position = cursor as unknown as Position | null;
    let opening: Pick<PullPage, 'requests' | 'bytes'> & { watermark?: number } = { requests: 0, bytes: 0 };
    if (!position) {
      const exchange = new ProviderExchange(signal);
      position = { groups: await this.groups(access, stream, exchange) };
      opening = { requests: exchange.requests, bytes: exchange.bytes };
      if (exchange.requests > 0) opening.watermark = exchange.seconds;
      if (position.groups.length === 0) yield emptyPage({ ...opening });
    }
    let empty = 0;
    for (let first = cursor === null; position && position.groups.length > 0; first = false) {
      const exchange = new ProviderExchange(signal);
      const [locations = []] = position.groups;
      await this.ask(access, stream, { locationIds: locations, since, cursor: position.cursor }, exchange);
      const { objects, next } = pageOf(exchange, stream.collection, position.cursor, guard);
      empty = objects.length === 0 && next !== null ? empty + 1 : 0;
      if (empty > MOST_EMPTY_PAGES) throw new ProviderProtocolError('Square answers one empty page after the other');
      position = after(position, next);
      yield {
        records: batchOf(stream, objects, exchange.seconds),
        cursor: position && { ...position },
        requests: exchange.requests + opening.requests,
        bytes: exchange.bytes + opening.bytes,
        ...(first && { watermark: opening.watermark ?? exchange.seconds }),
        objects,
        answer: exchange.body,
      };
      opening = { requests: 0, bytes: 0 };
    }
  }

  private async groups(access: SquareAccess, stream: SquareStream, exchange: ProviderExchange): Promise<string[][]> {
    if (stream.locationsAtOnce === null) return [[]];
    return inGroups(await locationIds(this.client, access, exchange), stream.locationsAtOnce);
  }

  private async ask(
    access: SquareAccess,
    stream: SquareStream,
    query: SquareListQuery,
    exchange: ProviderExchange,
  ): Promise<void> {
    const { listed, list } = SQUARE_RESOURCES[stream.name]!;
    try {
      await this.client.send(access, listed, exchange, (square) => list(square, query));
    } catch (error) {
      if (!(error instanceof ProviderNotFoundError) || !stream.optional) throw error;
      exchange.body = {};
    }
  }
}

function after({ groups }: Position, next: string | null): Position | null {
  if (next !== null) return { groups, cursor: next };
  return groups.length > 1 ? { groups: groups.slice(1) } : null;
}

function emptyPage(cost: Pick<PullPage, 'requests' | 'bytes' | 'watermark'>): SquareListPage {
  return { records: EMPTY_BATCH, cursor: null, objects: [], answer: {}, ...cost };
}

/** How new the catalogue's index was when it answered; nothing for other lists. */
export function latestTime({ latest_time: latest }: Readonly<Record<string, unknown>>): Pick<PullPage, 'memory'> {
  const latestTime = text(latest);
  return latestTime === null ? {} : { memory: { latestTime } };
}

export async function* plain(pages: AsyncIterable<SquareListPage>): AsyncGenerator<PullPage> {
  for await (const { objects, answer, ...page } of pages) yield page;
}
