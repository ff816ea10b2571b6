import { z } from 'zod';
import { ProviderExchange } from '../../http/provider.exchange.js';
import { ProviderProtocolError } from '../../provider.errors.js';
import { checkedCursor } from '../../kit/checked.cursor.js';
import { pageOf } from '../../kit/page.builder.js';
import { lighterPages, pageSizeSchema, type PageSize } from '../../kit/page.size.js';
import type { Walk } from '../../kit/walk.js';
import type { PullPage } from '../../provider.port.js';
import type { QuickBooksAccess } from '../api/quickbooks.access.js';
import { watermarkOf } from '../api/quickbooks.clock.js';
import { updatedSeconds, updatedText, versionOf } from '../shape/quickbooks.dating.js';
import { idOf, toBatch, type QuickBooksObject } from './quickbooks.page.js';
import type { QuickBooksQueries } from './quickbooks.queries.js';
import { PAGE_LIMIT, pageQuery, type PageStart } from './quickbooks.query.js';
import type { QuickBooksStream } from './quickbooks.streams.js';

/**
 * Where a walk is: at objects last changed in the second `from` or later, of which it has had the first few. Those of
 * that very second are remembered, since the next page begins with them again.
 */
interface Position extends Omit<PageStart, 'size'> {
  seen: string[];
  slips: number;
  pageSize?: PageSize;
}

interface Page {
  objects: readonly QuickBooksObject[];
  /** It has fewer objects than were asked for. */
  isLast: boolean;
}

const CURSOR = checkedCursor<Position>({
  name: "QuickBooks' list",
  version: 1,
  schema: z.object({
    pass: z.int().min(0),
    from: z.string().nullable(),
    position: z.int().min(1),
    seen: z.array(z.string()),
    slips: z.int().min(0),
    pageSize: pageSizeSchema.optional(),
  }),
});
/** Within a second, each page begins with the last object of the one before, so that one must bring two. */
const SIZES = { largest: PAGE_LIMIT, smallest: 2 } as const;
const START: Position = { pass: 0, from: null, position: 1, seen: [], slips: 0 };
/** More often than that within one second, and it has no order to speak of. */
const MOST_SLIPS = 10;

/**
 * Walks through an entity in the order of last change. Counting positions through the whole of it would skip objects,
 * since whatever is changed meanwhile leaves its place for the end; so each page begins at the second in which the
 * last one ended, and positions count only among the objects of one second.
 */
export class QuickBooksList {
  constructor(private readonly queries: QuickBooksQueries) {}

  /** @param since ISO 8601: only what was last changed then or later; `null`: everything */
  async *walk(
    { access, cursor, signal }: Walk<QuickBooksAccess>,
    stream: QuickBooksStream,
    since: string | null = null,
  ): AsyncGenerator<PullPage> {
    let at = CURSOR.read(cursor) ?? { ...START, from: since };
    for (let first = cursor === null; ; first = false) {
      const exchange = new ProviderExchange(signal);
      const { page, pageSize } = await lighterPages({
        sizes: SIZES,
        pageSize: at.pageSize,
        exchange,
        request: async (size) => {
          const objects = await this.queries.objects(access, stream, pageQuery(stream, { ...at, size }), exchange);
          return { objects, isLast: objects.length < size };
        },
      });
      const { objects } = page;
      const reached = after(stream, at, page);
      const next = reached && { ...reached, pageSize };
      const seen = new Set(at.seen);
      const fresh = objects.filter((object) => !seen.has(stateOf(object)));
      yield pageOf(exchange, {
        records: toBatch(fresh.map((object) => ({ stream, object }))),
        cursor: next && CURSOR.write(next),
        ...(first && { watermark: watermarkOf(exchange) }),
      });
      if (!next) return;
      at = next;
    }
  }
}

/** `null`: it was the last page. @throws ProviderProtocolError when the page does not lead on */
function after(stream: QuickBooksStream, at: Position, { objects, isLast }: Page): Position | null {
  const fault = (what: string) => new ProviderProtocolError(`QuickBooks answered a page of ${stream.entity} ${what}`);
  const start = at.from === null ? -Infinity : Date.parse(at.from) / 1000;
  if (objects.some((object) => updatedText(object) !== null && updatedSeconds(object) < start)) {
    throw fault('from before where it was to begin');
  }
  if (stream.sortable && hasSlipped(at, objects)) {
    if (at.slips === MOST_SLIPS) throw fault('that does not follow the one before');
    return { ...at, position: 1, seen: [], slips: at.slips + 1 };
  }
  const last = objects.at(-1);
  if (!last || isLast) return nextPass(stream, at);
  if (!stream.sortable) return { ...at, position: at.position + objects.length, seen: [] };
  const dated = objects.findLast((object) => updatedText(object) !== null);
  const from = dated && updatedText(dated);
  const second = dated ? updatedSeconds(dated) : -Infinity;
  if (!from || second < start) throw fault('without the times it was to be sorted by');
  if (second === start) return { ...at, position: at.position + objects.length - 1, seen: [stateOf(last)] };
  const seen = objects.filter((object) => updatedSeconds(object) === second).map(stateOf);
  return { ...at, from, position: 1, seen, slips: 0 };
}

function nextPass(stream: QuickBooksStream, { pass }: Position): Position | null {
  return pass + 1 < stream.passes.length ? { ...START, pass: pass + 1 } : null;
}

/**
 * Within a second of more objects than a page holds, each page begins with the last object of the one before. Where it
 * does not, something has gone from in front of it, and the second is gone through once more.
 */
function hasSlipped({ position, seen }: Position, [first]: readonly QuickBooksObject[]): boolean {
  return position > 1 && (first === undefined || stateOf(first) !== seen.at(-1));
}

function stateOf(object: QuickBooksObject): string {
  return `${idOf(object)}:${versionOf(object).sequence}`;
}
