import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { TenantTransaction } from '../database/transaction.js';
import { ConnectionListeners, type ConnectionListener } from '../integrations/connections/connection.listeners.js';
import { RunStore } from './runs/run.store.js';
import { ScheduleStore } from './schedules/schedule.store.js';

/** A connection that ends takes its runs and schedules along, in the transaction that ends it. */
@Injectable()
export class DisconnectionListener implements ConnectionListener, OnModuleInit {
  constructor(
    private readonly listeners: ConnectionListeners,
    private readonly runs: RunStore,
    private readonly schedules: ScheduleStore,
  ) {}

  onModuleInit(): void {
    this.listeners.add(this);
  }

  async disconnected(tx: TenantTransaction, integrationId: string): Promise<void> {
    await this.runs.cancelAll(tx, integrationId);
    await this.schedules.removeAll(tx, integrationId);
  }
}
