import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import type { UsageRow } from './usage.row.js';

const ADD_SQL = `
  INSERT INTO provider_usage AS u (tenant_id, provider, day, api_calls, records, webhooks, bytes)
  SELECT $1, m.provider, date '1970-01-01' + m.day, m.api_calls, m.records, m.webhooks, m.bytes
  FROM unnest($2::text[], $3::int[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[])
    AS m(provider, day, api_calls, records, webhooks, bytes)
  ON CONFLICT (tenant_id, provider, day) DO UPDATE SET
    api_calls = u.api_calls + excluded.api_calls, records = u.records + excluded.records,
    webhooks = u.webhooks + excluded.webhooks, bytes = u.bytes + excluded.bytes`;

/** Stores the usage of each provider by each tenant, day by day. */
@Injectable()
export class UsageStore {
  constructor(private readonly database: Database) {}

  /**
   * @param rows of that tenant, one for each provider and day. They are sorted, so that concurrent processes cannot
   * deadlock
   */
  async add(tenantId: string, rows: readonly UsageRow[]): Promise<void> {
    const ordered = [...rows].sort((a, b) => a.day - b.day || (a.provider < b.provider ? -1 : 1));
    const column = <T>(pick: (row: UsageRow) => T): T[] => ordered.map(pick);
    await this.database.inTenant(tenantId, (tx) =>
      tx.execute(ADD_SQL, [
        tenantId,
        column((row) => row.provider),
        column((row) => row.day),
        column((row) => row.apiCalls),
        column((row) => row.records),
        column((row) => row.webhooks),
        column((row) => row.bytes),
      ]),
    );
  }
}
