import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import type { TenantTransaction } from '../../database/transaction.js';
import { ConnectionListeners, type ConnectionListener } from '../../integrations/connections/connection.listeners.js';
import { TargetStore } from './target.store.js';

/** Releases what the state or the settings of an account have held. It does so in the transaction that changes them. */
@Injectable()
export class TargetReleaser implements ConnectionListener, OnModuleInit {
  constructor(
    private readonly targets: TargetStore,
    @Inject(ConnectionListeners) private readonly listeners: Pick<ConnectionListeners, 'add'>,
  ) {}

  onModuleInit(): void {
    this.listeners.add(this);
  }

  async changed(tx: TenantTransaction, integrationId: string): Promise<void> {
    await this.targets.releaseOfAccount(tx, integrationId);
  }

  /** No reason means anything now: the targets end as `disconnected`. */
  async disconnected(tx: TenantTransaction, integrationId: string): Promise<void> {
    await this.targets.releaseAll(tx, integrationId);
  }
}
