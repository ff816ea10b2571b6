import { Injectable } from '@nestjs/common';
import { violatedConstraint } from '../../database/database.errors.js';
import type { TenantTransaction } from '../../database/transaction.js';
import type { Entity } from '../items/entity.js';
import type { RejectedItem } from '../items/item.reader.js';
import { ACCEPT_SQL, BY_KEY } from './accept.sql.js';
import type { BatchRows } from './batch.rows.js';

/** A call of one of the intake routes. */
export interface NewBatch {
  id: string;
  entity: Entity;
  /** `user:<sub>` or `service:<name>`. */
  caller: string;
  /** `null`: every integration that takes the entity. */
  integrationIds: readonly string[] | null;
  rows: BatchRows;
  rejected: RejectedItem[];
}

/**
 * A batch of items that are stored already. $1 tenant, $2 batch, $3 entity, $4 caller, $5 integrations, $6 platform id after
 * which to start, $7 limit.
 */
const AGAIN_SQL = `
  INSERT INTO outbound_batches
    (tenant_id, id, entity, caller, integration_ids, platform_ids, versions, stale, due_at, status)
  SELECT $1, $2, $3, $4, $5::uuid[], array_agg(i.platform_id ORDER BY i.platform_id),
    array_agg(i.version ORDER BY i.platform_id), array_agg(true), now(), 'received'
  FROM (SELECT platform_id, version FROM outbound_items WHERE tenant_id = $1 AND entity = $3 AND platform_id > $6
    ORDER BY platform_id LIMIT $7) i
  HAVING count(*) > 0
  RETURNING cardinality(platform_ids) AS count, platform_ids[cardinality(platform_ids)] AS last`;

export interface StoredBatch {
  id: string;
  entity: Entity;
  caller: string;
  integrationIds: readonly string[];
  /** Platform id of the last item of the batch before. */
  after: string;
  limit: number;
}

/** The calls of the intake routes, and the items that they brought. */
@Injectable()
export class OutboundBatchStore {
  /**
   * Stores a batch with its items.
   * @param isAlone if none of the items is there, they are inserted as if no other call did the same. That takes a fifth less of
   *   PostgreSQL, and violates a constraint if another call did: for {@link storeAlone}
   * @returns of each item whether it is stale: not newer than what was stored, or than another one of the batch
   */
  async accept(tx: TenantTransaction, batch: NewBatch, isAlone = false): Promise<readonly boolean[]> {
    const { id, entity, caller, integrationIds, rows, rejected } = batch;
    await tx.execute(BY_KEY);
    const found = await tx.rows<{ at: number }>(ACCEPT_SQL, [
      tx.tenantId,
      id,
      entity,
      caller,
      integrationIds,
      rows.ids,
      rows.versions,
      rows.bodies,
      JSON.stringify(rejected),
      rows.areNewest,
      !isAlone,
    ]);
    const stale = new Set(found.map(({ at }) => at));
    return rows.ids.map((_, at) => stale.has(at));
  }

  /** Makes a batch of the next items that are stored already. `undefined`: there are no more. */
  again(tx: TenantTransaction, batch: StoredBatch): Promise<{ count: number; last: string } | undefined> {
    const { id, entity, caller, integrationIds, after, limit } = batch;
    return tx.row(AGAIN_SQL, [tx.tenantId, id, entity, caller, integrationIds, after, limit]);
  }
}

/**
 * Stores a batch as if no other call stored the same new items, and once more if another did: then they are found.
 * @param store in a transaction; {@link OutboundBatchStore.accept} gets the parameter
 */
export async function storeAlone<T>(store: (isAlone: boolean) => Promise<T>): Promise<T> {
  try {
    return await store(true);
  } catch (error) {
    if (!violatedConstraint(error)?.startsWith('outbound_items')) throw error;
    return store(false);
  }
}
