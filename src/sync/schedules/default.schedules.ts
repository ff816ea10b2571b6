import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/config.js';
import type { TenantTransaction } from '../../database/transaction.js';
import { ConnectionListeners, type ConnectionListener } from '../../integrations/connections/connection.listeners.js';
import type { IntegrationRow } from '../../integrations/connections/integration.row.js';
import { ALL } from '../runs/sync-type.js';
import { ScheduleStore } from './schedule.store.js';

/** The first run comes after this part of its interval or later, so that accounts connected together are spread. */
const EARLIEST = 0.5;

/**
 * What a new connection starts with, in the transaction that makes it: a schedule that brings changes, and now and then
 * reads everything again. From then on it is the tenant's to change, pause or delete.
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

  async created(tx: TenantTransaction, { id: integrationId }: IntegrationRow): Promise<void> {
    const { SCHEDULE_INCREMENTAL_SECONDS: everySeconds, SCHEDULE_FULL_SECONDS: fullEverySeconds } = this.config.limits;
    await this.schedules.save(tx, {
      tenantId: tx.tenantId,
      integrationId,
      syncType: ALL,
      everySeconds,
      cron: null,
      paused: false,
      nextAt: this.first(everySeconds),
      fullEverySeconds,
      nextFullAt: this.first(fullEverySeconds),
    });
  }

  private first(everySeconds: number): Date {
    const part = EARLIEST + (1 - EARLIEST) * Math.random();
    return new Date(Date.now() + (everySeconds * 1000 * part) / this.config.scheduleTimeScale);
  }
}
