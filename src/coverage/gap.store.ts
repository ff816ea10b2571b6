import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../config/config.js';
import type { TenantTransaction, Transaction } from '../database/transaction.js';
import { Facts } from '../facts/facts.js';
import { CLOSED_BY_RUNS, type ClosedGaps, type GapReason, type GapRow, type NewGap } from './gap.js';
import { CLOSE_GAPS_SQL, COUNT_GAPS_SQL, LIST_GAPS_SQL, OPEN_GAP_SQL, TAKE_DUE_GAPS_SQL } from './gap.sql.js';

/** A gap of any tenant for which a run is to be opened. */
export interface DueGap {
  tenantId: string;
  integrationId: string;
  stream: string;
  provider: string;
}

export interface GapCount {
  provider: string;
  stream: string;
  reason: GapReason;
  count: number;
}

/** Open gaps. They are opened and closed in the transaction of the cause, with a fact for each. */
@Injectable()
export class GapStore {
  constructor(
    private readonly facts: Facts,
    @Inject(CONFIG) private readonly config: Pick<Config, 'limits' | 'scheduleTimeScale'>,
  ) {}

  /** An open gap of the same stream and reason grows. It is not reported again. Returns whether it is new. */
  async open(tx: TenantTransaction, integrationId: string, gap: NewGap): Promise<boolean> {
    const { stream, reason, from, to } = gap;
    const retrySeconds = CLOSED_BY_RUNS.includes(reason) ? this.retrySeconds() : null;
    const row = await tx.row<{ fresh: boolean }>(OPEN_GAP_SQL, [
      tx.tenantId,
      integrationId,
      stream,
      reason,
      from,
      to,
      retrySeconds,
    ]);
    if (row?.fresh) {
      const data = { integrationId, stream, reason, from: toText(from), to: toText(to) };
      await this.facts.record(tx, 'coverage.gap_detected', keyOf(integrationId, gap), data);
    }
    return row?.fresh ?? false;
  }

  async close(
    tx: TenantTransaction,
    integrationId: string,
    { streams, reasons, runBeganAt }: ClosedGaps,
  ): Promise<void> {
    const parameters = [tx.tenantId, integrationId, streams, reasons, runBeganAt ?? null];
    for (const gap of await tx.rows<GapRow>(CLOSE_GAPS_SQL, parameters)) {
      const { stream, reason, from, to, since } = gap;
      const times = { from: toText(from), to: toText(to), since: since.toISOString() };
      const data = { integrationId, stream, reason, ...times };
      await this.facts.record(tx, 'coverage.gap_closed', keyOf(integrationId, gap), data);
    }
  }

  list(tx: TenantTransaction, integrationIds: readonly string[]): Promise<GapRow[]> {
    return tx.rows<GapRow>(LIST_GAPS_SQL, [tx.tenantId, integrationIds]);
  }

  /** The connection has ended, so nothing closes them any more. */
  async removeAll(tx: TenantTransaction, integrationId: string): Promise<void> {
    await tx.execute(`DELETE FROM coverage_gaps WHERE tenant_id = $1 AND integration_id = $2`, [
      tx.tenantId,
      integrationId,
    ]);
  }

  /** Gaps of all tenants that a run can close. They are due again later, if they are still open then. */
  takeDue(crossing: Transaction, limit: number): Promise<DueGap[]> {
    return crossing.rows<DueGap>(TAKE_DUE_GAPS_SQL, [limit, this.retrySeconds()]);
  }

  /** Of all tenants. */
  count(crossing: Transaction): Promise<GapCount[]> {
    return crossing.rows<GapCount>(COUNT_GAPS_SQL);
  }

  private retrySeconds(): number {
    return this.config.limits.COVERAGE_RETRY_SECONDS / this.config.scheduleTimeScale;
  }
}

function keyOf(integrationId: string, { stream, reason }: Pick<NewGap, 'stream' | 'reason'>): string {
  return [integrationId, stream, reason].join(':');
}

function toText(time: Date | null): string | null {
  return time && time.toISOString();
}
