import { Injectable, type OnModuleInit } from '@nestjs/common';
import { GapStore } from '../coverage/gap.store.js';
import type { TenantTransaction } from '../database/transaction.js';
import { ConnectionListeners, type ConnectionListener } from '../integrations/connections/connection.listeners.js';
import { RunStore } from './runs/run.store.js';
import { ScheduleStore } from './schedules/schedule.store.js';

/** A connection that ends takes its runs, schedules and gaps along, in the transaction that ends it. */
@Injectable()
export class DisconnectionListener implements ConnectionListener, OnModuleInit {
  constructor(
    private readonly listeners: ConnectionListeners,
    private readonly runs: RunStore,
    private readonly schedules: ScheduleStore,
    private readonly gaps: GapStore,
  ) {}

  onModuleInit(): void {
    this.listeners.add(this);
  }

  async disconnected(tx: TenantTransaction, integrationId: string): Promise<void> {
    await this.runs.cancelAll(tx, integrationId);
    await this.schedules.removeAll(tx, integrationId);
    await this.gaps.removeAll(tx, integrationId);
  }
}
