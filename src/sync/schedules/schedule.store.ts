import { Injectable } from '@nestjs/common';
import type { TenantTransaction, Transaction } from '../../database/transaction.js';
import type { RunMode } from '../runs/run.row.js';
import { SCHEDULE_COLUMNS, type ScheduleRow } from './schedule.row.js';

export interface ScheduleKey {
  tenantId: string;
  integrationId: string;
  syncType: string;
  mode: RunMode;
}

/** Both schedules of a sync type. */
export type ScheduleGroup = Omit<ScheduleKey, 'mode'>;

/** Of one integration those that bring changes come before those that read everything. */
export type SchedulePosition = [integrationId: string, syncType: string, isFull: boolean];

interface SchedulePage {
  integrationId?: string;
  after?: SchedulePosition;
  limit: number;
}

const SAVE_SQL = `
  INSERT INTO sync_schedules AS s (tenant_id, integration_id, sync_type, mode, every_seconds, cron, paused, next_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
  ON CONFLICT (tenant_id, integration_id, sync_type, mode) DO UPDATE SET every_seconds = EXCLUDED.every_seconds,
    cron = EXCLUDED.cron, paused = EXCLUDED.paused, next_at = EXCLUDED.next_at, updated_at = now()
  RETURNING ${SCHEDULE_COLUMNS}`;

/** Rows of `sync_schedules`, always within a tenant's transaction. */
@Injectable()
export class ScheduleStore {
  list(tx: TenantTransaction, { integrationId, after, limit }: SchedulePage): Promise<ScheduleRow[]> {
    return tx.rows<ScheduleRow>(
      `SELECT ${SCHEDULE_COLUMNS} FROM sync_schedules s WHERE s.tenant_id = $1
         AND ($2::uuid IS NULL OR s.integration_id = $2)
         AND ($3::uuid IS NULL OR (s.integration_id, s.sync_type, s.mode = 'full') > ($3, $4::text, $5::boolean))
       ORDER BY s.integration_id, s.sync_type, s.mode = 'full' LIMIT $6`,
      [tx.tenantId, integrationId, after?.[0], after?.[1], after?.[2], limit],
    );
  }

  /** Locked, so that a schedule is not advanced while it is changed; with the database's time. */
  async lock(
    tx: Transaction,
    { tenantId, integrationId, syncType, mode }: ScheduleKey,
  ): Promise<{ now: Date; schedule: ScheduleRow | undefined }> {
    const schedule = await tx.row<ScheduleRow>(
      `SELECT ${SCHEDULE_COLUMNS} FROM sync_schedules s
       WHERE s.tenant_id = $1 AND s.integration_id = $2 AND s.sync_type = $3 AND s.mode = $4 FOR UPDATE`,
      [tenantId, integrationId, syncType, mode],
    );
    const clock = await tx.row<{ now: Date }>(`SELECT clock_timestamp() AS now`);
    return { now: clock?.now ?? new Date(), schedule };
  }

  async save(
    tx: Transaction,
    schedule: Pick<ScheduleRow, keyof ScheduleKey | 'everySeconds' | 'cron' | 'paused' | 'nextAt'>,
  ): Promise<ScheduleRow> {
    const { tenantId, integrationId, syncType, mode, everySeconds, cron, paused, nextAt } = schedule;
    const parameters = [tenantId, integrationId, syncType, mode, everySeconds, cron, paused, nextAt];
    return (await tx.row<ScheduleRow>(SAVE_SQL, parameters)) as ScheduleRow;
  }

  async removeAll(tx: TenantTransaction, integrationId: string): Promise<void> {
    await tx.execute(`DELETE FROM sync_schedules WHERE tenant_id = $1 AND integration_id = $2`, [
      tx.tenantId,
      integrationId,
    ]);
  }

  /** @param mode of which of both; absent: both. @returns whether there was one */
  async remove(
    tx: Transaction,
    { tenantId, integrationId, syncType }: ScheduleGroup,
    mode: RunMode | undefined,
  ): Promise<boolean> {
    const removed = await tx.execute(
      `DELETE FROM sync_schedules WHERE tenant_id = $1 AND integration_id = $2 AND sync_type = $3
         AND ($4::text IS NULL OR mode = $4)`,
      [tenantId, integrationId, syncType, mode],
    );
    return removed > 0;
  }
}
