import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/config.js';
import { Database } from '../../database/database.js';
import type { RunRow } from '../runs/run.row.js';
import type { Unit } from './unit.js';
import { SliceStore } from './slice.store.js';

/** Seconds since a page of the run was committed, or since it was asked for. */
const IDLE_SQL = `
  SELECT extract(epoch FROM now() - greatest(w.created_at, (SELECT max(advanced_at) FROM sync_slices s
    WHERE s.tenant_id = w.tenant_id AND s.run_id = w.id)))::float8 AS seconds
  FROM sync_runs w WHERE w.tenant_id = $1 AND w.id = $2`;

/**
 * How long a run is tried again. Work that waits for its provider uses up no attempt, so the schedule of retries alone has
 * no end. And while a run is live no other brings the same streams: those that are complete must not wait for one that is
 * not.
 */
@Injectable()
export class RunPatience {
  constructor(
    private readonly database: Database,
    private readonly slices: SliceStore,
    @Inject(CONFIG) private readonly config: Pick<Config, 'limits'>,
  ) {}

  /** Whether it has made no progress for so long that it is given up. */
  async hasEnded(run: RunRow): Promise<boolean> {
    return (await this.idleSeconds(run)) >= this.config.limits.SYNC_RUN_IDLE_SECONDS;
  }

  /** Whether the others must not wait any longer for these units, none of which got ahead in this attempt. */
  async hasEndedFor(run: RunRow, units: readonly Unit[]): Promise<boolean> {
    const { SYNC_STREAM_TRIES, SYNC_STREAM_IDLE_SECONDS } = this.config.limits;
    for (const unit of units) if (await this.isAhead(run, unit)) return false;
    return run.attempts + 1 >= SYNC_STREAM_TRIES || (await this.idleSeconds(run)) >= SYNC_STREAM_IDLE_SECONDS;
  }

  /** Whether more pages are committed than when the attempt began. */
  private async isAhead(run: RunRow, { name, slices }: Unit): Promise<boolean> {
    const now = await this.database.inTenant(run.tenantId, (tx) => this.slices.ofUnit(tx, run, name));
    return pagesOf(now) > pagesOf(slices);
  }

  private async idleSeconds({ tenantId, id }: RunRow): Promise<number> {
    const row = await this.database.inTenant(tenantId, (tx) => tx.row<{ seconds: number }>(IDLE_SQL, [tenantId, id]));
    return row?.seconds ?? 0;
  }
}

function pagesOf(slices: Unit['slices']): number {
  return slices.reduce((sum, { pages }) => sum + pages, 0);
}
