import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../database/transaction.js';
import type { RunRow } from '../runs/run.row.js';

/**
 * The types whose number of stored records, and of objects that could not be kept, differs from the provider's count.
 * $3 types, $4 the provider's counts.
 */
const MISMATCHES_SQL = `
  SELECT t.type FROM unnest($3::text[], $4::bigint[]) AS t(type, total)
  WHERE t.total <> coalesce((SELECT s.left_out FROM sync_states s
    WHERE s.tenant_id = $1 AND s.integration_id = $2 AND s.stream = t.type), 0) + (SELECT count(*) FROM records r WHERE r.tenant_id = $1 AND r.integration_id = $2 AND r.type = t.type
    AND r.deleted_at IS NULL)`;

/** Finds deletions that the provider does not report, by comparing its counts with the number of stored records. */
@Injectable()
export class CountCheck {
  async mismatches(
    tx: Transaction,
    { tenantId, integrationId }: RunRow,
    totals: Readonly<Record<string, number>>,
  ): Promise<string[]> {
    const rows = await tx.rows<{ type: string }>(MISMATCHES_SQL, [
      tenantId,
      integrationId,
      Object.keys(totals),
      Object.values(totals),
    ]);
    return rows.map(({ type }) => type);
  }
}
