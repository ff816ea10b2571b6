import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { sleep } from '../../common/sleep.js';
import { RunReader } from './run.reader.js';
import type { RunSnapshot } from './run.snapshot.js';

const INTERVAL_MS = 1_000;

interface Round {
  ids: Set<string>;
  result: Promise<ReadonlyMap<string, RunSnapshot>>;
}

/**
 * Reads runs again a second later. All callers of a tenant that ask within that second share one query, so 500 open
 * progress streams do not cost 500 queries.
 */
@Injectable()
export class RunPoll implements OnModuleDestroy {
  private readonly rounds = new Map<string, Round>();
  private readonly stopping = new AbortController();

  constructor(private readonly reader: RunReader) {}

  /** Ends every wait at once. */
  onModuleDestroy(): void {
    this.stopping.abort();
  }

  /** `undefined`: there is no such run any more, or this process stops. */
  async next(tenantId: string, id: string): Promise<RunSnapshot | undefined> {
    const round = this.rounds.get(tenantId) ?? this.openRound(tenantId);
    round.ids.add(id);
    return (await round.result).get(id);
  }

  private openRound(tenantId: string): Round {
    const ids = new Set<string>();
    const round: Round = { ids, result: this.look(tenantId, ids) };
    this.rounds.set(tenantId, round);
    return round;
  }

  private async look(tenantId: string, ids: ReadonlySet<string>): Promise<ReadonlyMap<string, RunSnapshot>> {
    const { signal } = this.stopping;
    await sleep(INTERVAL_MS, signal, { ref: false }).catch(() => undefined);
    this.rounds.delete(tenantId);
    const runs = signal.aborted ? [] : await this.reader.find(tenantId, [...ids]);
    return new Map(runs.map((run) => [run.id, run]));
  }
}
