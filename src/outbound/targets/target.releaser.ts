import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { Database } from '../../database/database.js';
import type { TenantTransaction } from '../../database/transaction.js';
import { ConnectionListeners, type ConnectionListener } from '../../integrations/connections/connection.listeners.js';
import type { IntegrationRow } from '../../integrations/connections/integration.row.js';
import { TargetStore } from './target.store.js';

/** Reasons that end when the account is connected again. */
const AUTH = ['auth'] as const;
/** Reasons that mean nothing once the account is disconnected: its targets end as `disconnected`. */
const OF_CONNECTED = [...AUTH, 'paused', 'dependency', 'ambiguous_match', 'object_gone'] as const;

/** Releases what waits for an account to be connected again. */
@Injectable()
export class TargetReleaser implements ConnectionListener, OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly targets: TargetStore,
    @Inject(ConnectionListeners) private readonly listeners: Pick<ConnectionListeners, 'add'>,
  ) {}

  onModuleInit(): void {
    this.listeners.add(this);
  }

  async connected({ tenantId, id }: IntegrationRow): Promise<void> {
    await this.database.inTenant(tenantId, (tx) => this.targets.releaseHeld(tx, id, AUTH));
  }

  async disconnected(tx: TenantTransaction, integrationId: string): Promise<void> {
    await this.targets.releaseHeld(tx, integrationId, OF_CONNECTED);
  }
}
