import { z } from 'zod';
import { LoopGuard } from '../../calls/loop.guard.js';
import { checkedCursor } from '../../kit/checked.cursor.js';
import { text } from '../../kit/fields.js';
import { isFound } from '../../kit/found.js';
import { ProviderExchange } from '../../http/provider.exchange.js';
import { pageOf } from '../../kit/page.builder.js';
import { lighterPages, pageSizeSchema, type PageSize } from '../../kit/page.size.js';
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
  pageSize?: PageSize;
}

const CURSOR = checkedCursor<Position>({
  name: "Square's list",
  version: 1,
  schema: z.object({
    groups: z.array(z.array(z.string())),
    cursor: z.string().optional(),
    pageSize: pageSizeSchema.optional(),
  }),
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
      const query = { locationIds: locations, since, cursor: position.cursor };
      const pageSize = await this.page(access, stream, query, position.pageSize, exchange);
      const { objects, next } = readPage(exchange, stream.collection, position.cursor, guard);
      empty = objects.length === 0 && next !== null ? empty + 1 : 0;
      if (empty > MOST_EMPTY_PAGES) throw new ProviderProtocolError('Square answers one empty page after the other');
      position = after(position, next, pageSize);
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

  /** A page, lighter where it is too heavy. @returns the size for the next one */
  private async page(
    access: SquareAccess,
    stream: SquareStream,
    query: Omit<SquareListQuery, 'limit'>,
    pageSize: PageSize | undefined,
    exchange: ProviderExchange,
  ): Promise<PageSize | undefined> {
    const { largest } = SQUARE_RESOURCES[stream.name]!;
    const request = (limit: number) => this.ask(access, stream, { ...query, limit }, exchange);
    if (largest !== undefined) {
      return (await lighterPages({ sizes: { largest }, pageSize, exchange, request })).pageSize;
    }
    await request(0);
    return undefined;
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

function after({ groups }: Position, next: string | null, pageSize: PageSize | undefined): Position | null {
  const size = pageSize && { pageSize };
  if (next !== null) return { groups, cursor: next, ...size };
  return groups.length > 1 ? { groups: groups.slice(1), ...size } : null;
}

/** How new the catalogue's index was when it answered; nothing for other lists. */
export function latestTime({ latest_time: latest }: Readonly<Record<string, unknown>>): Pick<PullPage, 'memory'> {
  const latestTime = text(latest);
  return latestTime === null ? {} : { memory: { latestTime } };
}

export async function* plain(pages: AsyncIterable<SquareListPage>): AsyncGenerator<PullPage> {
  for await (const { objects, answer, ...page } of pages) yield page;
}
