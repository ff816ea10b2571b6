import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { warningStep } from '../common/warning.steps.js';
import type { TenantTransaction } from '../database/transaction.js';
import { Facts } from '../facts/facts.js';

export interface QuotaUse {
  /** The variable that sets the quota, or the name of a budget. */
  quota: string;
  /** What the quota applies to; `null`: the tenant. */
  of: string | null;
  used: number;
  limit: number;
}

/** Records that a quota is nearly or fully used: once in a month (UTC) for each step. */
@Injectable()
export class QuotaWarnings {
  constructor(
    private readonly facts: Facts,
    private readonly clock: Clock,
  ) {}

  /** In the transaction that uses the quota. */
  async note(tx: TenantTransaction, { quota, of, used, limit }: QuotaUse): Promise<void> {
    const percent = warningStep(used, limit);
    if (percent === 0) return;
    const period = new Date(this.clock.now()).toISOString().slice(0, 7);
    const key = [quota, of, percent].join(':');
    await this.facts.recordInPeriod(tx, 'quota.warning', key, { quota, of, limit, used, percent, period });
  }
}
