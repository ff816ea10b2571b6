import { Injectable } from '@nestjs/common';
import type { TenantTransaction } from '../../database/transaction.js';

/** $1 tenant, $2 integration. */
const STOPPED_SQL = `
  SELECT FROM outbound_pauses WHERE tenant_id = $1 AND integration_id = $2
  UNION ALL
  SELECT FROM integrations WHERE tenant_id = $1 AND id = $2 AND status IN ('paused', 'disconnected')`;

/** Rows of `outbound_pauses`: integrations to which nothing new is sent. Doubts are resolved nevertheless. */
@Injectable()
export class PauseStore {
  async isPaused(tx: TenantTransaction, integrationId: string): Promise<boolean> {
    const sql = `SELECT FROM outbound_pauses WHERE tenant_id = $1 AND integration_id = $2`;
    return (await tx.rows(sql, [tx.tenantId, integrationId])).length > 0;
  }

  /** Whether somebody has paused or disconnected the integration since its claim was opened. */
  async isStopped(tx: TenantTransaction, integrationId: string): Promise<boolean> {
    return (await tx.rows(STOPPED_SQL, [tx.tenantId, integrationId])).length > 0;
  }

  async pause(tx: TenantTransaction, integrationId: string, actor: string): Promise<void> {
    await tx.execute(
      `INSERT INTO outbound_pauses (tenant_id, integration_id, paused_by) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`,
      [tx.tenantId, integrationId, actor],
    );
  }

  async resume(tx: TenantTransaction, integrationId: string): Promise<void> {
    await tx.execute(`DELETE FROM outbound_pauses WHERE tenant_id = $1 AND integration_id = $2`, [
      tx.tenantId,
      integrationId,
    ]);
  }
}
