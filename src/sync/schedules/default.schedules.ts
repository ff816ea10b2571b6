import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/config.js';
import type { TenantTransaction } from '../../database/transaction.js';
import { ConnectionListeners, type ConnectionListener } from '../../integrations/connections/connection.listeners.js';
import type { IntegrationRow } from '../../integrations/connections/integration.row.js';
import type { RunMode } from '../runs/run.row.js';
import { ALL } from '../runs/sync-type.js';
import { ScheduleStore } from './schedule.store.js';

/** The first run comes after this part of the interval or later, so that accounts connected together are spread. */
const EARLIEST = 0.5;

/**
 * What a new connection starts with, in the transaction that makes it: a schedule that brings changes, and a slow one that
 * reads everything again. From then on they are the tenant's to change, pause or delete.
 */
@Injectable()
export class DefaultSchedules implements ConnectionListener, OnModuleInit {
  constructor(
    private readonly listeners: ConnectionListeners,
    private readonly schedules: ScheduleStore,
    @Inject(CONFIG) private readonly config: Pick<Config, 'limits' | 'scheduleTimeScale'>,
  ) {}

  onModuleInit(): void {
    this.listeners.add(this);
  }

  async created(tx: TenantTransaction, { id }: IntegrationRow): Promise<void> {
    const { SCHEDULE_INCREMENTAL_SECONDS, SCHEDULE_FULL_SECONDS } = this.config.limits;
    await this.add(tx, id, 'incremental', SCHEDULE_INCREMENTAL_SECONDS);
    await this.add(tx, id, 'full', SCHEDULE_FULL_SECONDS);
  }

  private async add(tx: TenantTransaction, integrationId: string, mode: RunMode, everySeconds: number): Promise<void> {
    const { tenantId } = tx;
    const part = EARLIEST + (1 - EARLIEST) * Math.random();
    const firstMs = (everySeconds * 1000 * part) / this.config.scheduleTimeScale;
    const nextAt = new Date(Date.now() + firstMs);
    const rhythm = { everySeconds, cron: null, paused: false, nextAt };
    await this.schedules.save(tx, { tenantId, integrationId, syncType: ALL, mode, ...rhythm });
  }
}
