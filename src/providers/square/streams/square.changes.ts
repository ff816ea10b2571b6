import type { SquareSettings } from '../square.config.js';
import { ProviderRequestError } from '../../provider.errors.js';
import type { Json, PullPage, PullRequest } from '../../provider.port.js';
import type { SquareAccess } from '../api/square.access.js';
import { momentOf, rfc3339 } from '../shape/square.dating.js';
import { latestTime, plain, type SquareList } from './square.list.js';
import type { SquareLogChanges } from './square.log-changes.js';
import type { SquarePayoutEntries } from './square.payout-entries.js';
import { findStream, type SquareStream } from './square.streams.js';

type ChangesRequest = Extract<PullRequest, { kind: 'changes' }>;

/** A payout is on its way for some days, and updated once it has arrived: https://developer.squareup.com/docs/payouts-api/overview */
const PAYOUT_SECONDS = 14 * 86_400;

/** What has changed in a stream since a time, by the means that Square has for it: see square.description.ts. */
export class SquareChanges {
  constructor(
    private readonly list: SquareList,
    private readonly byLog: SquareLogChanges,
    private readonly entries: SquarePayoutEntries,
    private readonly settings: SquareSettings,
  ) {}

  walk(access: SquareAccess, request: ChangesRequest, cursor: Json, signal: AbortSignal): AsyncIterable<PullPage> {
    const [name = ''] = request.streams;
    const stream = findStream(name);
    if (!stream || request.streams.length > 1) throw new ProviderRequestError(`Square has no feed of "${name}"`);
    const from = request.since - this.settings.overlapSeconds;
    if (stream.changes === 'payouts') {
      const bounds = { createdSince: rfc3339(from - PAYOUT_SECONDS), updatedSince: from };
      return this.entries.walk(access, bounds, cursor, signal);
    }
    if (stream.changes === 'version') return this.newerThan(access, stream, from, request.memory, cursor, signal);
    if (stream.changes === 'filter' && !stream.deletionsByEvents) {
      return plain(this.list.walk(access, stream, rfc3339(from), cursor, signal));
    }
    return this.byLog.walk(access, stream, request, cursor, signal);
  }

  /** The catalogue says how new its index is: what is newer may be missing from it still. */
  private async *newerThan(
    access: SquareAccess,
    stream: SquareStream,
    from: number,
    memory: Json,
    cursor: Json,
    signal: AbortSignal,
  ): AsyncGenerator<PullPage> {
    const indexed = momentOf((memory as { latestTime?: unknown } | null)?.latestTime)?.seconds ?? from;
    const pages = this.list.walk(access, stream, rfc3339(Math.min(indexed, from)), cursor, signal);
    for await (const { objects, answer, ...page } of pages) {
      yield page.watermark === undefined ? page : { ...page, ...latestTime(answer) };
    }
  }
}
