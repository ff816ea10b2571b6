import { z } from 'zod';
import type { SquareSettings } from '../square.config.js';
import { ProviderRequestError } from '../../provider.errors.js';
import { checkedMemory } from '../../kit/checked.cursor.js';
import type { PullPage } from '../../provider.port.js';
import type { ChangesWalk } from '../../kit/walk.js';
import type { SquareAccess } from '../api/square.access.js';
import { momentOf, rfc3339 } from '../shape/square.dating.js';
import { latestTime, plain, type SquareList } from './square.list.js';
import type { SquareLogChanges } from './square.log-changes.js';
import type { SquarePayoutEntries } from './square.payout-entries.js';
import type { SquareStream } from './square.streams.js';

type SquareChangesWalk = ChangesWalk<SquareAccess, SquareStream>;

const MEMORY = checkedMemory({
  name: "the memory of Square's catalogue",
  version: 1,
  schema: z.object({ latestTime: z.string().optional() }),
});

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

  walk(walk: SquareChangesWalk): AsyncIterable<PullPage> {
    const [stream, ...more] = walk.streams;
    if (!stream || more.length > 0) throw new ProviderRequestError('Square has no feed of several streams');
    const from = walk.since - this.settings.overlapSeconds;
    if (stream.changes === 'payouts') {
      const bounds = { createdSince: rfc3339(from - PAYOUT_SECONDS), updatedSince: from };
      return this.entries.walk(walk, bounds);
    }
    if (stream.changes === 'version') return this.newerThan(walk, stream, from);
    if (stream.changes === 'filter' && !stream.deletionsByEvents) {
      return plain(this.list.walk(walk, stream, rfc3339(from)));
    }
    return this.byLog.walk(walk, stream);
  }

  /** The catalogue says how new its index is: what is newer may be missing from it still. */
  private async *newerThan(walk: SquareChangesWalk, stream: SquareStream, from: number): AsyncGenerator<PullPage> {
    const indexed = momentOf(MEMORY.read(walk.memory)?.latestTime)?.seconds ?? from;
    const pages = this.list.walk(walk, stream, rfc3339(Math.min(indexed, from)));
    for await (const { objects, answer, ...page } of pages) {
      yield page.watermark === undefined ? page : { ...page, ...latestTime(answer) };
    }
  }
}
