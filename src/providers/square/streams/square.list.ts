import { z } from 'zod';
import { LoopGuard } from '../../calls/loop.guard.js';
import { checkedCursor } from '../../kit/checked.cursor.js';
import { text } from '../../kit/fields.js';
import { isFound } from '../../kit/found.js';
import { ProviderExchange } from '../../http/provider.exchange.js';
import { pageOf } from '../../kit/page.builder.js';
import type { Walk } from '../../kit/walk.js';
import { ProviderProtocolError } from '../../provider.errors.js';
import type { PullPage } from '../../provider.port.js';
import { EMPTY_BATCH } from '../../record-batch.js';
import type { SquareAccess } from '../api/square.access.js';
import type { SquareClient } from '../api/square.client.js';
import { inGroups, locationIds } from '../api/square.locations.js';
import { readPage, recordsOf, type SquareObject } from './square.page.js';
import { SQUARE_RESOURCES, type SquareListQuery } from '../api/square.resources.js';
import type { SquareStream } from './square.streams.js';

/** Square may return fewer objects than requested, or none, but not on every page. */
const MOST_EMPTY_PAGES = 100;

interface Position {
  /** Groups of locations that are still to be walked, the one at hand first. */
  groups: string[][];
  cursor?: string;
}

const CURSOR = checkedCursor<Position>({
  name: "Square's list",
  version: 1,
  schema: z.object({ groups: z.array(z.array(z.string())), cursor: z.string().optional() }),
});

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
    { access, cursor, signal }: Walk<SquareAccess>,
    stream: SquareStream,
    since?: string,
  ): AsyncGenerator<SquareListPage> {
    const guard = new LoopGuard('Square');
    let position = CURSOR.read(cursor);
    let opening = new ProviderExchange(signal);
    let watermark: number | undefined;
    if (!position) {
      position = { groups: await this.groups(access, stream, opening) };
      if (opening.requests > 0) watermark = opening.seconds;
      if (position.groups.length === 0) {
        const empty = pageOf(opening, { records: EMPTY_BATCH, cursor: null, watermark });
        yield { ...empty, objects: [], answer: {} };
      }
    }
    let empty = 0;
    for (let first = cursor === null; position && position.groups.length > 0; first = false) {
      const exchange = new ProviderExchange(signal);
      const [locations = []] = position.groups;
      await this.ask(access, stream, { locationIds: locations, since, cursor: position.cursor }, exchange);
      const { objects, next } = readPage(exchange, stream.collection, position.cursor, guard);
      empty = objects.length === 0 && next !== null ? empty + 1 : 0;
      if (empty > MOST_EMPTY_PAGES) throw new ProviderProtocolError('Square answers one empty page after the other');
      position = after(position, next);
      const page = pageOf([opening, exchange], {
        records: recordsOf(stream, objects, exchange.seconds),
        cursor: position && CURSOR.write(position),
        ...(first && { watermark: watermark ?? exchange.seconds }),
      });
      yield { ...page, objects, answer: exchange.body };
      opening = new ProviderExchange(signal);
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
    const call = this.client.send(access, listed, exchange, (square) => list(square, query));
    if (!stream.optional) await call;
    else if (!(await isFound(call))) exchange.body = {};
  }
}

function after({ groups }: Position, next: string | null): Position | null {
  if (next !== null) return { groups, cursor: next };
  return groups.length > 1 ? { groups: groups.slice(1) } : null;
}

/** How new the catalogue's index was when it answered; nothing for other lists. */
export function latestTime({ latest_time: latest }: Readonly<Record<string, unknown>>): Pick<PullPage, 'memory'> {
  const latestTime = text(latest);
  return latestTime === null ? {} : { memory: { latestTime } };
}

export async function* plain(pages: AsyncIterable<SquareListPage>): AsyncGenerator<PullPage> {
  for await (const { objects, answer, ...page } of pages) yield page;
}
