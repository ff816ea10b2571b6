import { Injectable } from '@nestjs/common';
import { NotFoundError } from '../../common/http.errors.js';
import type { TenantTransaction } from '../../database/transaction.js';
import type {
  CreateNotificationEndpointDto,
  NotificationEndpointDto,
  UpdateNotificationEndpointDto,
} from './endpoint.dto.js';

const COLUMNS = `
  id, url, types, description, status, NULL AS secret, created_at AS "createdAt", updated_at AS "updatedAt"`;

/** Rows of `notification_endpoints`, always within a tenant's transaction. */
@Injectable()
export class NotificationEndpointStore {
  async insert(
    tx: TenantTransaction,
    id: string,
    { url, types, description }: CreateNotificationEndpointDto,
  ): Promise<void> {
    await tx.execute(
      `INSERT INTO notification_endpoints (tenant_id, id, url, types, description) VALUES ($1, $2, $3, $4, $5)`,
      [tx.tenantId, id, url, types ?? null, description ?? null],
    );
  }

  list(tx: TenantTransaction, after: string | undefined, limit: number): Promise<NotificationEndpointDto[]> {
    return tx.rows<NotificationEndpointDto>(
      `SELECT ${COLUMNS} FROM notification_endpoints
       WHERE tenant_id = $1 AND ($2::uuid IS NULL OR id > $2) ORDER BY id LIMIT $3`,
      [tx.tenantId, after, limit],
    );
  }

  /** @throws NotFoundError also for another tenant's endpoint */
  async get(tx: TenantTransaction, id: string): Promise<NotificationEndpointDto> {
    const endpoint = await tx.row<NotificationEndpointDto>(
      `SELECT ${COLUMNS} FROM notification_endpoints WHERE tenant_id = $1 AND id = $2`,
      [tx.tenantId, id],
    );
    if (!endpoint) throw new NotFoundError('The notification endpoint', 'notification_endpoint_not_found');
    return endpoint;
  }

  async update(
    tx: TenantTransaction,
    id: string,
    { url, types, description, status }: UpdateNotificationEndpointDto,
  ): Promise<void> {
    await tx.execute(
      `UPDATE notification_endpoints SET url = coalesce($3, url), types = coalesce($4, types),
         description = coalesce($5, description), status = coalesce($6, status), updated_at = now()
       WHERE tenant_id = $1 AND id = $2`,
      [tx.tenantId, id, url ?? null, types ?? null, description ?? null, status ?? null],
    );
  }

  /** With its secrets and its notifications. */
  async remove(tx: TenantTransaction, id: string): Promise<void> {
    await tx.execute(`DELETE FROM notification_endpoints WHERE tenant_id = $1 AND id = $2`, [tx.tenantId, id]);
  }
}
