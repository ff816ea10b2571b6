import { Injectable } from '@nestjs/common';
import type { TenantTransaction } from '../../database/transaction.js';
import { Facts } from '../../facts/facts.js';
import type { StoredError } from '../../work/failure.verdict.js';
import type { RunRow } from '../runs/run.row.js';

/** Somebody waits for the end of such runs. */
const ASKED_FOR: readonly string[] = ['user', 'service', 'batch'];

const IS_FIRST_SQL = `
  SELECT NOT EXISTS (SELECT 1 FROM sync_runs WHERE tenant_id = $1 AND integration_id = $2 AND operation = 'sync'
    AND status = 'succeeded' AND id <> $3) AS first`;

/** Facts about the end of runs: every failure, the first success of a connection, and what somebody has asked for. */
@Injectable()
export class RunFacts {
  constructor(private readonly facts: Facts) {}

  /** In the transaction that ends the run. */
  async ended(tx: TenantTransaction, run: RunRow, error: StoredError | null): Promise<void> {
    const { id: runId, integrationId, syncType, trigger, operation } = run;
    if (operation !== 'sync') return;
    const data = { integrationId, runId, syncType, trigger };
    if (error) await this.facts.record(tx, 'sync.failed', runId, { ...data, code: error.code });
    else if (ASKED_FOR.includes(trigger) || (await this.isFirst(tx, run))) {
      await this.facts.record(tx, 'sync.completed', runId, data);
    }
  }

  private async isFirst(tx: TenantTransaction, { integrationId, id }: RunRow): Promise<boolean> {
    const row = await tx.row<{ first: boolean }>(IS_FIRST_SQL, [tx.tenantId, integrationId, id]);
    return row?.first ?? false;
  }
}
