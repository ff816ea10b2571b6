import { Injectable } from '@nestjs/common';
import { CrossTenant } from '../../database/cross-tenant.js';
import type { Transaction } from '../../database/transaction.js';
import { SharedGauge } from '../probes/shared.gauge.js';

const MONTH_SQL = `
  SELECT coalesce(sum(api_calls), 0)::float8 AS calls FROM provider_usage
  WHERE provider = $1 AND day >= date_trunc('month', $2::date) AND day < date_trunc('month', $2::date) + interval '1 month'`;

/** A monthly sum changes slowly, so it need not be newer. */
const FRESH_MS = 240_000;

/** Calls of all tenants to one provider in one month (UTC), because the limit applies to the whole application. */
@Injectable()
export class MonthlyUsage {
  constructor(private readonly crossTenant: CrossTenant) {}

  /**
   * One process computes the sum for all processes, every few minutes.
   * @param day any day of the month, `YYYY-MM-DD`
   */
  calls(provider: string, day: string): Promise<number> {
    const sum = async (tx: Transaction) => (await tx.row<{ calls: number }>(MONTH_SQL, [provider, day]))?.calls ?? 0;
    return new SharedGauge(`monthly_calls ${provider} ${day.slice(0, 7)}`, this.crossTenant, sum, FRESH_MS).read();
  }
}
