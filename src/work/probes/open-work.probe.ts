import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/config.js';
import { CrossTenant } from '../../database/cross-tenant.js';
import { CachedProbe } from '../../observability/probes/cached-probe.js';
import { openWorkSql } from './open-work.sql.js';
import { SharedGauge } from '../../observability/probes/shared.gauge.js';

export interface OpenWork {
  /** Due rows, counted up to a limit. */
  due: number;
  /** How long the longest due row is due. */
  oldestSeconds: number;
}

export interface OpenWorkByTable {
  webhook: OpenWork;
  run: OpenWork;
}

const INBOX_SQL = openWorkSql({
  name: 'webhook_events',
  open: ['received', 'processing'],
  index: 'ready tenant',
});
const RUNS_SQL = openWorkSql({ name: 'sync_runs', open: ['queued', 'running'], index: 'tenant' });

const TIMEOUT_MS = 1_000;

/**
 * How far the workers are behind, of all tenants together: counted by one process with the worker role for all of them,
 * unknown in others. A row being worked on is due only when its lease ends.
 */
@Injectable()
export class OpenWorkProbe extends CachedProbe<OpenWorkByTable> {
  constructor(crossTenant: CrossTenant, @Inject(CONFIG) { roles }: Config) {
    const gauge = new SharedGauge<OpenWorkByTable>('open_work', crossTenant, async (tx) => ({
      webhook: toOpenWork(await tx.row<Partial<OpenWork>>(INBOX_SQL)),
      run: toOpenWork(await tx.row<Partial<OpenWork>>(RUNS_SQL)),
    }));
    super(
      async () => {
        if (!roles.includes('worker')) throw new Error('Only workers count open work');
        return gauge.read();
      },
      { timeoutMs: TIMEOUT_MS },
    );
  }
}

function toOpenWork(row: Partial<OpenWork> | undefined): OpenWork {
  return { due: row?.due ?? 0, oldestSeconds: Math.round((row?.oldestSeconds ?? 0) * 10) / 10 };
}
