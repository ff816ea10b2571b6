import { Injectable } from '@nestjs/common';
import type { TenantTransaction } from '../../database/transaction.js';
import type { PushedItem } from '../../providers/push.port.js';
import { NOTHING_POSTED, PostedPayments, paymentsOf, type PostedPayment } from './posted.payments.js';

/** An account may be connected again: its books are the same. $1 tenant, $2 payments. */
const POSTED_SQL = `
  SELECT DISTINCT t.platform_id AS "platformId", a.id AS "integrationId", a.venue_id AS "venueId",
    t.external_id IS NOT NULL OR i.status = 'disconnected' AS "isLinked"
  FROM outbound_targets t
  JOIN integrations i ON i.tenant_id = $1 AND i.id = t.integration_id AND i.venue_id IS NOT NULL
  JOIN integrations a ON a.tenant_id = $1 AND a.provider = i.provider AND a.environment = i.environment
    AND a.external_account_id = i.external_account_id
  WHERE t.tenant_id = $1 AND t.entity = 'payments' AND t.platform_id = ANY ($2) AND (t.external_id IS NOT NULL OR t.in_doubt)`;

/** A sale and its refunds share one lock. $1 tenant, $2 payment. */
const LOCK_SQL = `SELECT pg_advisory_xact_lock(hashtextextended('posted ' || $1 || ' ' || $2, 0))`;

/** Knows in which books payments are. */
@Injectable()
export class PostedPaymentStore {
  async find(tx: TenantTransaction, items: readonly PushedItem[]): Promise<PostedPayments> {
    const ids = items.flatMap(paymentsOf);
    if (ids.length === 0) return NOTHING_POSTED;
    return new PostedPayments(await tx.rows<PostedPayment>(POSTED_SQL, [tx.tenantId, ids]));
  }

  /** {@link find}, while no other worker begins to post one of these payments. */
  async findLocked(tx: TenantTransaction, items: readonly PushedItem[]): Promise<PostedPayments> {
    const sales = [...new Set(items.flatMap((item) => paymentsOf(item).at(-1) ?? []))].sort();
    for (const id of sales) await tx.execute(LOCK_SQL, [tx.tenantId, id]);
    return this.find(tx, items);
  }
}
