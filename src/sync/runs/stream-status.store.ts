import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../database/transaction.js';
import type { StoredError } from '../../work/failure.verdict.js';

export interface StreamStatusRow {
  integrationId: string;
  stream: string;
  watermark: Date | null;
  covered: { from: string | null; to: string | null }[];
  lastSuccessAt: Date | null;
  lastError: StoredError | null;
  listedAt: Date | null;
  unavailableUntil: Date | null;
}

const COVERED = `
  SELECT jsonb_agg(jsonb_build_object('from', lower(c) AT TIME ZONE 'UTC', 'to', upper(c) AT TIME ZONE 'UTC') ORDER BY c)
  FROM unnest(covered) c`;

const STATUS_SQL = `
  SELECT integration_id AS "integrationId", stream, watermark, coalesce((${COVERED}), '[]') AS covered,
    last_success_at AS "lastSuccessAt", last_error AS "lastError", listed_at AS "listedAt",
    unavailable_until AS "unavailableUntil"
  FROM sync_states WHERE tenant_id = $1 AND integration_id = ANY($2::uuid[]) ORDER BY stream`;

/** What is known of each stream, of several integrations at once. */
@Injectable()
export class StreamStatusStore {
  async list(tx: Transaction, tenantId: string, integrationIds: readonly string[]): Promise<StreamStatusRow[]> {
    const rows = await tx.rows<StreamStatusRow>(STATUS_SQL, [tenantId, integrationIds]);
    return rows.map((row) => ({
      ...row,
      covered: row.covered.map(({ from, to }) => ({ from: toIso(from), to: toIso(to) })),
    }));
  }
}

/** PostgreSQL writes UTC without saying so; `null`: unbounded. */
function toIso(time: string | null): string | null {
  return time && new Date(`${time}Z`).toISOString();
}
