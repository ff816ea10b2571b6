import { Injectable } from '@nestjs/common';
import type { TenantTransaction, Transaction } from '../../database/transaction.js';
import { SCHEDULE_COLUMNS, type ScheduleRow } from './schedule.row.js';

export interface ScheduleKey {
  tenantId: string;
  integrationId: string;
  syncType: string;
}

interface SchedulePage {
  integrationId?: string;
  after?: [integrationId: string, syncType: string];
  limit: number;
}

const SAVE_SQL = `
  INSERT INTO sync_schedules AS s (tenant_id, integration_id, sync_type, every_seconds, cron, paused, next_at,
    full_every_seconds, next_full_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
  ON CONFLICT (tenant_id, integration_id, sync_type) DO UPDATE SET every_seconds = EXCLUDED.every_seconds,
    cron = EXCLUDED.cron, paused = EXCLUDED.paused, next_at = EXCLUDED.next_at,
    full_every_seconds = EXCLUDED.full_every_seconds, next_full_at = EXCLUDED.next_full_at, updated_at = now()
  RETURNING ${SCHEDULE_COLUMNS}`;

/** Rows of `sync_schedules`, always within a tenant's transaction. */
@Injectable()
export class ScheduleStore {
  list(tx: TenantTransaction, { integrationId, after, limit }: SchedulePage): Promise<ScheduleRow[]> {
    return tx.rows<ScheduleRow>(
      `SELECT ${SCHEDULE_COLUMNS} FROM sync_schedules s WHERE s.tenant_id = $1
         AND ($2::uuid IS NULL OR s.integration_id = $2)
         AND ($3::uuid IS NULL OR (s.integration_id, s.sync_type) > ($3, $4::text))
       ORDER BY s.integration_id, s.sync_type LIMIT $5`,
      [tx.tenantId, integrationId, after?.[0], after?.[1], limit],
    );
  }

  /** Locked, so that a schedule is not advanced while it is changed; with the database's time. */
  async lock(
    tx: Transaction,
    { tenantId, integrationId, syncType }: ScheduleKey,
  ): Promise<{ now: Date; schedule: ScheduleRow | undefined }> {
    const schedule = await tx.row<ScheduleRow>(
      `SELECT ${SCHEDULE_COLUMNS} FROM sync_schedules s
       WHERE s.tenant_id = $1 AND s.integration_id = $2 AND s.sync_type = $3 FOR UPDATE`,
      [tenantId, integrationId, syncType],
    );
    const clock = await tx.row<{ now: Date }>(`SELECT clock_timestamp() AS now`);
    return { now: clock?.now ?? new Date(), schedule };
  }

  async save(tx: Transaction, schedule: Omit<ScheduleRow, 'lastRunId' | 'updatedAt'>): Promise<ScheduleRow> {
    const { tenantId, integrationId, syncType, everySeconds, cron, paused, nextAt } = schedule;
    const { fullEverySeconds, nextFullAt } = schedule;
    const rhythm = [everySeconds, cron, paused, nextAt, fullEverySeconds, nextFullAt];
    const parameters = [tenantId, integrationId, syncType, ...rhythm];
    return (await tx.row<ScheduleRow>(SAVE_SQL, parameters)) as ScheduleRow;
  }

  async removeAll(tx: TenantTransaction, integrationId: string): Promise<void> {
    await tx.execute(`DELETE FROM sync_schedules WHERE tenant_id = $1 AND integration_id = $2`, [
      tx.tenantId,
      integrationId,
    ]);
  }

  /** Returns whether there was one. */
  async remove(tx: Transaction, { tenantId, integrationId, syncType }: ScheduleKey): Promise<boolean> {
    const removed = await tx.execute(
      `DELETE FROM sync_schedules WHERE tenant_id = $1 AND integration_id = $2 AND sync_type = $3`,
      [tenantId, integrationId, syncType],
    );
    return removed > 0;
  }
}
