import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/config.js';
import { CrossTenant } from '../../database/cross-tenant.js';
import { CachedProbe } from './cached-probe.js';
import { openWorkSql } from './open-work.sql.js';

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

const INBOX_SQL = openWorkSql('webhook_events', ['received', 'processing']);
const RUNS_SQL = openWorkSql('sync_runs', ['queued', 'running']);

const TIMEOUT_MS = 1_000;
const CACHE_MS = 2_000;

/**
 * How far the workers are behind, of all tenants together: counted by processes with the worker role, unknown in others. A
 * row being worked on is due only when its lease ends.
 */
@Injectable()
export class OpenWorkProbe extends CachedProbe<OpenWorkByTable> {
  constructor(crossTenant: CrossTenant, @Inject(CONFIG) { roles }: Config) {
    super(
      async () => {
        if (!roles.includes('worker')) throw new Error('Only workers count open work');
        return crossTenant.transaction(async (tx) => {
          await tx.execute(`SELECT set_config('statement_timeout', $1, true)`, [String(TIMEOUT_MS)]);
          return {
            webhook: toOpenWork(await tx.row<Partial<OpenWork>>(INBOX_SQL)),
            run: toOpenWork(await tx.row<Partial<OpenWork>>(RUNS_SQL)),
          };
        });
      },
      { timeoutMs: TIMEOUT_MS, cacheMs: CACHE_MS },
    );
  }
}

function toOpenWork(row: Partial<OpenWork> | undefined): OpenWork {
  return { due: row?.due ?? 0, oldestSeconds: Math.round((row?.oldestSeconds ?? 0) * 10) / 10 };
}
