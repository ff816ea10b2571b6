import { ProviderExchange } from '../../http/provider.exchange.js';
import type { ListWalk } from '../../kit/walk.js';
import type { PullPage } from '../../provider.port.js';
import type { SquareAccess } from '../api/square.access.js';
import { latestTime, type SquareList } from './square.list.js';
import type { SquareLogChanges } from './square.log-changes.js';
import type { SquarePayoutEntries } from './square.payout-entries.js';
import type { SquareStream } from './square.streams.js';

/** All that there is of a stream, and what the walks through its changes will have to know. */
export class SquareBackfill {
  constructor(
    private readonly list: SquareList,
    private readonly byLog: SquareLogChanges,
    private readonly entries: SquarePayoutEntries,
  ) {}

  async *walk(walk: ListWalk<SquareAccess, SquareStream>): AsyncGenerator<PullPage> {
    const { access, stream, cursor, signal } = walk;
    if (stream.changes === 'payouts') {
      yield* this.entries.walk(walk, {});
      return;
    }
    const opening = new ProviderExchange(signal);
    const needsLog = stream.changes === 'events' || stream.deletionsByEvents;
    const log = needsLog && cursor === null ? await this.byLog.open(access, opening) : null;
    let { requests, bytes } = opening;
    for await (const { objects, answer, ...page } of this.list.walk(walk, stream)) {
      const isFirst = page.watermark !== undefined;
      yield {
        ...page,
        requests: page.requests + requests,
        bytes: page.bytes + bytes,
        ...(isFirst && (log ? { memory: log } : latestTime(answer))),
      };
      requests = bytes = 0;
    }
  }
}
