import { Injectable } from '@nestjs/common';
import { CrossTenant } from '../../database/cross-tenant.js';

const MONTH_SQL = `
  SELECT coalesce(sum(api_calls), 0)::float8 AS calls FROM provider_usage
  WHERE provider = $1 AND day >= date_trunc('month', $2::date) AND day < date_trunc('month', $2::date) + interval '1 month'`;

/** Calls to one provider in one month (UTC), of all tenants together: a limit of the application as a whole. */
@Injectable()
export class MonthlyUsage {
  constructor(private readonly crossTenant: CrossTenant) {}

  /** @param day any of the month, `YYYY-MM-DD` */
  async calls(provider: string, day: string): Promise<number> {
    const row = await this.crossTenant.transaction((tx) => tx.row<{ calls: number }>(MONTH_SQL, [provider, day]));
    return row?.calls ?? 0;
  }
}
