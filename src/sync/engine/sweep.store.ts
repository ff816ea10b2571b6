import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../database/transaction.js';
import type { RecordBatch } from '../../providers/record-batch.js';
import { isName } from '../../providers/kit/event.fields.js';
import { versionOfRead } from '../../records/version.js';
import type { RunRow } from '../runs/run.row.js';

/** The ids that a full list has named. A record that it did not name may have been deleted without a notice. */
@Injectable()
export class SweepStore {
  /** What was left out by its name is there too. */
  async markSeen(
    tx: Transaction,
    { tenantId, id }: RunRow,
    { types, externalIds, leftOut = [] }: RecordBatch,
  ): Promise<void> {
    const rows = types.map((type, n) => ({ type, externalId: externalIds[n] }));
    const seen = [...rows, ...leftOut].filter(({ externalId }) => isName(externalId));
    await tx.execute(
      `INSERT INTO sync_seen (tenant_id, run_id, type, external_id)
       SELECT $1, $2, type, external_id FROM unnest($3::text[], $4::text[]) AS seen(type, external_id)
       ORDER BY type, external_id ON CONFLICT DO NOTHING`,
      [tenantId, id, seen.map(({ type }) => type), seen.map(({ externalId }) => externalId)],
    );
  }

  /** Records older than the list (epoch seconds) that it did not meet, in order of id, after the given one. */
  async unseen(
    tx: Transaction,
    { tenantId, id, integrationId }: RunRow,
    type: string,
    listedAt: number,
    after: string,
    limit: number,
  ): Promise<string[]> {
    const rows = await tx.rows<{ externalId: string }>(
      `SELECT r.external_id AS "externalId" FROM records r
       WHERE r.tenant_id = $1 AND r.integration_id = $3 AND r.type = $4 AND r.external_id > $6
         AND r.deleted_at IS NULL AND r.version < ${versionOfRead('$5')}
         AND NOT EXISTS (SELECT 1 FROM sync_seen s WHERE s.tenant_id = $1 AND s.run_id = $2 AND s.type = $4
           AND s.external_id = r.external_id)
       ORDER BY r.external_id LIMIT $7`,
      [tenantId, id, integrationId, type, listedAt, after, limit],
    );
    return rows.map(({ externalId }) => externalId);
  }

  async forget(tx: Transaction, { tenantId, id }: RunRow, type: string): Promise<void> {
    await tx.execute(`DELETE FROM sync_seen WHERE tenant_id = $1 AND run_id = $2 AND type = $3`, [tenantId, id, type]);
  }
}
