import { z } from 'zod';
import { sleep } from '../../common/sleep.js';
import { backoff } from '../calls/backoff.js';
import type { ProviderExchange } from '../http/provider.exchange.js';
import { ProviderUnavailableError } from '../provider.errors.js';
import type { LeftOut } from '../record-batch.js';

/** Pages in a row after which a lowered size is doubled; twice as many, up to the most, each time that it is too much again. */
const PAGES_BEFORE_GROWTH = 10;
const MOST_PAGES_BEFORE_GROWTH = 160;
/** Objects in a row that may be unreadable; if so many are, it is the vendor that does not answer. */
const MOST_STEPPED_OVER = 5;
/** The vendor's gateway waited in vain. The other failures of a server may pass by themselves, so they get a second try. */
const GATEWAY_TIMEOUT = 504;
/** What a size that is too heavy is divided by. To wait in vain takes long: where half did not help, the steps are bigger. */
const USUAL_DIVISOR = 2;
const TIMEOUT_DIVISOR = 4;

/** Part of a walk's position, in its checked cursor: `pageSize: pageSizeSchema.optional()`. */
export const pageSizeSchema = z.object({
  current: z.int().min(1),
  /** Pages in a row that came with it. */
  pages: z.int().min(0),
  /** Pages in a row after which it is doubled. */
  growsAfter: z.int().min(1),
});

/** Of a walk that had to lower it; where it is absent, pages have the largest. */
export type PageSize = z.infer<typeof pageSizeSchema>;

export interface PageSizes {
  largest: number;
  /** Absent: 1. */
  smallest?: number;
}

export interface LighterRequest<T> {
  sizes: PageSizes;
  /** As the position says. */
  pageSize: PageSize | undefined;
  /** Takes the answer, and the requests and bytes of all tries. */
  exchange: ProviderExchange;
  /**
   * Asks for the page at the walk's position.
   * @param size how many objects to ask for
   * @param skip how many objects after the position to step over; 0 unless `stepsOver`
   */
  request(size: number, skip: number): Promise<T>;
  /** The list is paged by offset, so that one object that cannot be read can be stepped over. */
  stepsOver?: boolean;
}

export interface LighterPage<T> {
  page: T;
  /** Of the next position. */
  pageSize: PageSize | undefined;
  /** Objects in front of the page that cannot be read: the next position is that much further on. */
  skipped: number;
}

/**
 * Asks for a page, and for half of it as long as it is too heavy: the vendor fails (HTTP 500, 502, 503, 504 without a
 * `Retry-After`), does not answer in time (then for a quarter, if it had failed before), or the answer is too large. The
 * size grows back slowly. At the smallest size an object that cannot be read is stepped over, where that is possible and
 * the vendor answers for what follows it.
 * @throws ProviderError of the last try
 * @example
 * const { page, pageSize, skipped } = await lighterPages({
 *   sizes: { largest: 1_000 },
 *   pageSize: position.pageSize,
 *   exchange,
 *   stepsOver: true,
 *   request: async (size, skip) => {
 *     await client.send(access, 'GET /tickets', exchange, { count: size, offset: position.offset + skip });
 *     return ticketsOf(exchange);
 *   },
 * });
 * const leftOut = unreadable('tickets', skipped);
 * position = { offset: position.offset + skipped + page.length, ...(pageSize && { pageSize }) };
 */
export async function lighterPages<T>(asked: LighterRequest<T>): Promise<LighterPage<T>> {
  const { sizes, exchange, request, stepsOver = false } = asked;
  const { largest, smallest = 1 } = sizes;
  let pageSize = within(sizes, asked.pageSize);
  // Too much again: it grows back more slowly.
  const growsAfter = pageSize ? Math.min(pageSize.growsAfter * 2, MOST_PAGES_BEFORE_GROWTH) : PAGES_BEFORE_GROWTH;
  for (let failures = 0; ;) {
    const size = pageSize?.current ?? largest;
    exchange.weight = size > smallest ? 'can_be_lighter' : 'lightest';
    try {
      return { page: await request(size, 0), pageSize: grown(pageSize, largest), skipped: 0 };
    } catch (error) {
      if (!isTooHeavy(error)) throw error;
      if (size === smallest) {
        if (!stepsOver || size > 1) throw error;
        return { ...(await firstReadable(asked, error)), pageSize };
      }
      failures += 1;
      if (failures === 1 && mayPass(error)) await sleep(backoff(failures), exchange.signal);
      else {
        const divisor = failures > 1 && exchange.failure?.code === 'timeout' ? TIMEOUT_DIVISOR : USUAL_DIVISOR;
        pageSize = { current: Math.max(smallest, Math.floor(size / divisor)), pages: 0, growsAfter };
      }
    } finally {
      exchange.weight = 'given';
    }
  }
}

/** What was stepped over, for the batch. */
export function unreadable(type: string, count: number): LeftOut[] {
  return Array.from({ length: count }, () => ({ type, externalId: null, reason: 'unreadable' }));
}

/** Only what follows it proves that one object cannot be read, and not all of them. */
async function firstReadable<T>(
  { exchange, request }: LighterRequest<T>,
  reason: ProviderUnavailableError,
): Promise<Pick<LighterPage<T>, 'page' | 'skipped'>> {
  for (let skipped = 1; skipped <= MOST_STEPPED_OVER; skipped += 1) {
    exchange.weight = 'can_be_lighter';
    try {
      return { page: await request(1, skipped), skipped };
    } catch (error) {
      if (!isTooHeavy(error)) throw error;
    }
  }
  throw reason;
}

function isTooHeavy(error: unknown): error is ProviderUnavailableError {
  return error instanceof ProviderUnavailableError && error.isHeavy;
}

function mayPass({ status }: ProviderUnavailableError): boolean {
  return status !== undefined && status >= 500 && status !== GATEWAY_TIMEOUT;
}

/** After one more page. */
function grown(pageSize: PageSize | undefined, largest: number): PageSize | undefined {
  if (!pageSize) return undefined;
  const { current, growsAfter } = pageSize;
  const pages = pageSize.pages + 1;
  if (pages < growsAfter) return { current, pages, growsAfter };
  return current >= largest ? undefined : { current: Math.min(largest, current * 2), pages: 0, growsAfter };
}

/** The vendor's limits may have changed since the position was stored. */
function within({ largest, smallest = 1 }: PageSizes, pageSize: PageSize | undefined): PageSize | undefined {
  return pageSize && { ...pageSize, current: Math.min(largest, Math.max(smallest, pageSize.current)) };
}
