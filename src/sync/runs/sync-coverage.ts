import type { GapRow } from '../../coverage/gap.js';
import type { CoverageDto, CoveredRangeDto, StreamStatusDto } from './dto/sync-status.dto.js';

/**
 * The time range that is complete in all streams, and the open gaps. Only the newest range of a stream counts: it is the one
 * that grows.
 */
export function coverageOf(
  streams: readonly Pick<StreamStatusDto, 'status' | 'covered'>[],
  gaps: readonly GapRow[],
): CoverageDto {
  const newest = streams.filter(({ status }) => status !== 'unavailable').map(({ covered }) => covered.at(-1));
  return {
    ...rangeOfAll(newest),
    gaps: gaps.map(({ stream, reason, from, to, since }) => ({ stream, reason, from, to, since })),
  };
}

/** ISO 8601 in UTC sorts as text. */
function rangeOfAll(ranges: readonly (CoveredRangeDto | undefined)[]): CoveredRangeDto {
  const none = { from: null, to: null };
  let all: CoveredRangeDto | undefined;
  for (const range of ranges) {
    if (!range?.to) return none;
    if (!all) all = { ...range };
    else all = { from: later(all.from, range.from), to: all.to! < range.to ? all.to : range.to };
  }
  return all && (all.from === null || all.from < all.to!) ? all : none;
}

/** `null`: from the beginning. */
function later(a: string | null, b: string | null): string | null {
  if (a === null || b === null) return a ?? b;
  return a > b ? a : b;
}
