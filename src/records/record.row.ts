import { parseExact } from '../common/exact-json.js';
import type { ProviderPort } from '../providers/provider.port.js';

export interface RecordRow {
  type: string;
  externalId: string;
  version: string;
  updatedAt: Date;
  deletedAt: Date | null;
  syncedAt: Date;
  /** JSON text, so that amounts keep all their digits. */
  raw: string;
}

export const RECORD_COLUMNS = `
  type, external_id AS "externalId", version::text AS version, updated_at AS "updatedAt", deleted_at AS "deletedAt",
  synced_at AS "syncedAt", raw::text AS raw`;

/**
 * As callers see it: normalised when it is read, from the provider's own JSON. What must not be stored is taken out once more:
 * records of before this was done when storing are cleaned one after the other.
 */
export function toRecord(row: RecordRow, provider: ProviderPort, at: Date, withRaw: boolean) {
  const { type, externalId, version, updatedAt, deletedAt, syncedAt } = row;
  const object = parseExact(row.raw) as Record<string, unknown>;
  const data = provider.normalise(type, object, at);
  const raw = withRaw && provider.stripped.object(object);
  return { type, externalId, data, ...(raw && { raw }), version, updatedAt, deletedAt, syncedAt };
}
