import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { AuditLog } from '../../audit/audit.log.js';
import type { TenantTransaction } from '../../database/transaction.js';
import { ConnectionListeners, type ConnectionListener } from '../../integrations/connections/connection.listeners.js';
import { TargetStore } from '../targets/target.store.js';
import { PauseStore } from './pause.store.js';

/** The reason that ends with the pause. */
const PAUSED = ['paused'] as const;

/** Pauses what is pushed to an integration, and releases what was held meanwhile. */
@Injectable()
export class PauseSwitch implements ConnectionListener, OnModuleInit {
  constructor(
    private readonly pauses: PauseStore,
    private readonly targets: TargetStore,
    private readonly audit: AuditLog,
    @Inject(ConnectionListeners) private readonly listeners: Pick<ConnectionListeners, 'add'>,
  ) {}

  onModuleInit(): void {
    this.listeners.add(this);
  }

  async outbound(tx: TenantTransaction, integrationId: string, mode: 'on' | 'paused', actor: string): Promise<void> {
    if (mode === 'paused') await this.pauses.pause(tx, integrationId, actor);
    else {
      await this.pauses.resume(tx, integrationId);
      await this.targets.releaseHeld(tx, integrationId, PAUSED);
    }
    await this.audit.append(tx, { actor, action: `integration.outbound_${mode}`, target: integrationId, detail: {} });
  }
}
