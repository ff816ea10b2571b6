import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/config.js';
import { CrossTenant } from '../../database/cross-tenant.js';
import type { Transaction } from '../../database/transaction.js';
import { SharedGauge } from '../../observability/probes/shared.gauge.js';
import { DEAD_SQL, DOUBTS_SQL, OPEN_SQL, WAITING_SQL } from './outbound-state.sql.js';

/** Targets of one kind at one account that wait for the same reason. */
export interface WaitingGroup {
  tenantId: string;
  integrationId: string;
  provider: string;
  target: string;
  reason: string;
  count: number;
  /** Those of them that have waited for long enough to be reported. */
  reported: number;
}

/** What is open in all tenants together. Numbers are counted up to 10,000. */
export interface OutboundCounts {
  waiting: WaitingGroup[];
  open: { status: 'pending' | 'sending'; count: number }[];
  /** `seconds`: age of the oldest. */
  doubts: { provider: string; count: number; seconds: number }[];
  dead: { provider: string; target: string; count: number }[];
}

/** The state of all targets. One process computes it for all, at most every OUTBOUND_STATE_SECONDS. */
@Injectable()
export class OutboundState {
  private readonly counts: SharedGauge<OutboundCounts>;

  constructor(crossTenant: CrossTenant, @Inject(CONFIG) { limits }: Pick<Config, 'limits'>) {
    const compute = (tx: Transaction) => countAll(tx, limits.OUTBOUND_WAIT_REPORTED_SECONDS);
    this.counts = new SharedGauge('outbound', crossTenant, compute, limits.OUTBOUND_STATE_SECONDS * 1_000);
  }

  /** @throws Error when no value is known that is new enough */
  read(): Promise<OutboundCounts> {
    return this.counts.read();
  }
}

async function countAll(tx: Transaction, overdueSeconds: number): Promise<OutboundCounts> {
  return {
    waiting: await tx.rows(WAITING_SQL, [overdueSeconds]),
    open: await tx.rows(OPEN_SQL),
    doubts: await tx.rows(DOUBTS_SQL),
    dead: await tx.rows(DEAD_SQL),
  };
}
