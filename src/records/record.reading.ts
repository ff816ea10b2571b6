import { parseExact } from '../common/exact-json.js';
import type { Transaction } from '../database/transaction.js';
import type { ProviderPort } from '../providers/provider.port.js';

/** By what records are normalised when they are read. */
export interface Reading {
  provider: ProviderPort;
  at: Date;
  /** The object of the provider's context stream; `null`: there is no such stream, or nothing of it was synced yet. */
  context: Record<string, unknown> | null;
}

/** @returns how the records of one integration are read at a time */
export async function readingOf(
  tx: Transaction,
  tenantId: string,
  integrationId: string,
  provider: ProviderPort,
  at: Date,
): Promise<Reading> {
  const { contextStream } = provider.describe();
  if (contextStream === undefined) return { provider, at, context: null };
  const row = await tx.row<{ raw: string }>(
    `SELECT raw::text AS raw FROM records WHERE tenant_id = $1 AND integration_id = $2 AND type = $3
       AND deleted_at IS NULL ORDER BY external_id LIMIT 1`,
    [tenantId, integrationId, contextStream],
  );
  return { provider, at, context: row ? (parseExact(row.raw) as Record<string, unknown>) : null };
}
