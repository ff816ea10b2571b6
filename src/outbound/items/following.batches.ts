import { Injectable } from '@nestjs/common';
import { SYSTEM_ACTOR } from '../../audit/audit.row.js';
import type { TenantTransaction } from '../../database/transaction.js';

/** In the place of an event: the integration is for another venue, so all of its items follow. */
const ALL_ITEMS = '';
/** What belongs to a venue and can be taken back. Documents of the books, and what is sold, stay until a person decides. */
const FOLLOWERS = ['contacts', 'tickets'] as const;

/** $1 tenant, $2 entities, $3 caller, $4 integration. */
const BEGIN_SQL = `
  INSERT INTO outbound_batches
    (tenant_id, id, entity, caller, integration_ids, platform_ids, versions, stale, due_at, status, moved_event)
  SELECT $1, new_id(), f.entity, $3, ARRAY[$4::uuid], '{}', '{}', '{}', now(), 'received', '${ALL_ITEMS}'
  FROM unnest($2::text[]) AS f(entity)`;

/** The next piece of what follows. $1 tenant, $2 piece before it, $3 limit. */
const nextSql = (isFollowing: string): string => `
  INSERT INTO outbound_batches
    (tenant_id, id, entity, caller, integration_ids, platform_ids, versions, stale, due_at, status, moved_event, after_item)
  SELECT $1, new_id(), b.entity, b.caller, b.integration_ids, array_agg(i.platform_id ORDER BY i.platform_id),
    array_agg(i.version ORDER BY i.platform_id), array_agg(true), now(), 'received', b.moved_event, max(i.platform_id)
  FROM outbound_batches b CROSS JOIN LATERAL (
    SELECT o.platform_id, o.version FROM outbound_items o
    WHERE o.tenant_id = $1 AND o.entity = b.entity ${isFollowing} AND o.platform_id > b.after_item
    ORDER BY o.platform_id LIMIT $3) i
  WHERE b.tenant_id = $1 AND b.id = $2 GROUP BY b.entity, b.caller, b.integration_ids, b.moved_event
  RETURNING id`;

const NEXT_OF_EVENT_SQL = nextSql('AND o.venue_event = b.moved_event');
const NEXT_OF_ALL_SQL = nextSql('');

/** A batch of items that follow a venue. */
export interface FollowingBatch {
  id: string;
  movedEvent: string;
}

/** Batches that no call has brought: what belongs to a venue is planned again once the venue is another one, piece by piece. */
@Injectable()
export class FollowingBatches {
  /** What an integration has, and what it may get, is planned again for its venue of now. */
  async begin(tx: TenantTransaction, integrationId: string): Promise<void> {
    await tx.execute(BEGIN_SQL, [tx.tenantId, FOLLOWERS, SYSTEM_ACTOR, integrationId]);
  }

  /**
   * Makes the next piece.
   * @param batch the piece before it
   * @returns the id of the next one; `undefined`: that was the last
   */
  async next(tx: TenantTransaction, { id, movedEvent }: FollowingBatch, limit: number): Promise<string | undefined> {
    const sql = movedEvent === ALL_ITEMS ? NEXT_OF_ALL_SQL : NEXT_OF_EVENT_SQL;
    return (await tx.row<{ id: string }>(sql, [tx.tenantId, id, limit]))?.id;
  }
}
