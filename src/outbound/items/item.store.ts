import { Injectable } from '@nestjs/common';
import type { TenantTransaction } from '../../database/transaction.js';
import type { PushedItem } from '../../providers/push.port.js';
import type { Entity } from './entity.js';

export interface ItemRef {
  entity: Entity;
  platformId: string;
}

const COLUMNS = `i.entity, i.platform_id AS "platformId", i.version::float8 AS version, i.body`;

/**
 * The arrays are conditions too, so that the index gives these items alone. With outdated statistics PostgreSQL would else read
 * all items of the tenant for each of them. $1 tenant, $2 entities, $3 platform ids.
 */
const FIND_SQL = `
  SELECT ${COLUMNS} FROM unnest($2::text[], $3::text[]) AS w(entity, platform_id)
  JOIN outbound_items i ON i.tenant_id = $1 AND i.entity = w.entity AND i.platform_id = w.platform_id
    AND i.erased_at IS NULL AND i.entity = ANY ($2::text[]) AND i.platform_id = ANY ($3::text[])
  ORDER BY i.entity, i.platform_id`;

/** Of a contact that was erased nothing is left but that, as long as the account was not told. $1 tenant, $2 target. */
const SOURCES_SQL = `
  SELECT i.entity, i.platform_id AS "platformId", i.version::float8 AS version,
    CASE WHEN i.erased_at IS NULL THEN i.body ELSE i.body || '{"erase": true, "email": ""}' END AS body
  FROM outbound_sources s
  JOIN outbound_targets t ON t.tenant_id = $1 AND t.id = s.target_id
  CROSS JOIN LATERAL (
    SELECT * FROM outbound_items o WHERE o.tenant_id = $1 AND o.entity = s.entity AND o.platform_id = s.platform_id LIMIT 1) i
  WHERE s.tenant_id = $1 AND s.target_id = $2 AND (i.erased_at IS NULL OR i.version > coalesce(t.applied, 0))
  ORDER BY i.entity, i.platform_id`;

/** $1 tenant, $2 platform id. */
const FORGOTTEN_SQL = `
  SELECT FROM outbound_items WHERE tenant_id = $1 AND entity = 'contacts' AND platform_id = $2
    AND (erased_at IS NOT NULL OR body @> '{"erase": true}')`;

/**
 * Reads what the platform has pushed. An erased item counts as never pushed. Items are always read as they are now, whichever
 * version was planned.
 */
@Injectable()
export class ItemStore {
  /** Those that were pushed, in the order of their ids. */
  async find(tx: TenantTransaction, refs: readonly ItemRef[]): Promise<PushedItem[]> {
    if (refs.length === 0) return [];
    const unique = [...new Map(refs.map((ref) => [itemName(ref), ref])).values()];
    const values = [unique.map(({ entity }) => entity), unique.map(({ platformId }) => platformId)];
    return tx.rows<PushedItem>(FIND_SQL, [tx.tenantId, ...values]);
  }

  /** The items that feed a target, or did so once. */
  sourcesOf(tx: TenantTransaction, targetId: string): Promise<PushedItem[]> {
    return tx.rows<PushedItem>(SOURCES_SQL, [tx.tenantId, targetId]);
  }

  /** Whether a contact is erased or to be erased. One that was never pushed is not. */
  async isForgotten(tx: TenantTransaction, platformId: string): Promise<boolean> {
    return (await tx.rows(FORGOTTEN_SQL, [tx.tenantId, platformId])).length > 0;
  }
}

export const itemName = ({ entity, platformId }: ItemRef): string => `${entity} ${platformId}`;
