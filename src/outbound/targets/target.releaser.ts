import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { AuditLog } from '../../audit/audit.log.js';
import { Database } from '../../database/database.js';
import type { TenantTransaction } from '../../database/transaction.js';
import {
  ConnectionListeners,
  type ConnectionListener,
  type IntegrationUpdate,
} from '../../integrations/connections/connection.listeners.js';
import type { IntegrationRow } from '../../integrations/connections/integration.row.js';
import { PauseStore } from '../rules/pause.store.js';
import { TargetStore } from './target.store.js';

/** Reasons that end when the account is connected again. */
const AUTH = ['auth'] as const;
/** The reason that ends when nothing is paused any more. */
const PAUSED = ['paused'] as const;
/** Reasons that mean nothing once the account is disconnected: its targets end as `disconnected`. */
const OF_CONNECTED = [...AUTH, 'paused', 'dependency', 'ambiguous_match', 'object_gone'] as const;

/** Releases what waits for an account to be connected again, or for the end of a pause. */
@Injectable()
export class TargetReleaser implements ConnectionListener, OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly targets: TargetStore,
    private readonly pauses: PauseStore,
    private readonly audit: AuditLog,
    @Inject(ConnectionListeners) private readonly listeners: Pick<ConnectionListeners, 'add'>,
  ) {}

  onModuleInit(): void {
    this.listeners.add(this);
  }

  async connected({ tenantId, id }: IntegrationRow): Promise<void> {
    await this.database.inTenant(tenantId, (tx) => this.targets.releaseHeld(tx, id, AUTH));
  }

  /** A pause of the integration holds what is pushed as well. */
  async updated(tx: TenantTransaction, { before, after, outbound, actor }: IntegrationUpdate): Promise<void> {
    const { id } = after;
    if (outbound !== undefined) await this.turn(tx, id, outbound, actor);
    const isResumed = outbound === 'on' || (before.status === 'paused' && after.status !== 'paused');
    if (!isResumed || after.status === 'paused' || (await this.pauses.isPaused(tx, id))) return;
    await this.targets.releaseHeld(tx, id, PAUSED);
  }

  private async turn(tx: TenantTransaction, id: string, outbound: 'on' | 'paused', actor: string): Promise<void> {
    if (outbound === 'paused') await this.pauses.pause(tx, id, actor);
    else await this.pauses.resume(tx, id);
    await this.audit.append(tx, { actor, action: `integration.outbound_${outbound}`, target: id, detail: {} });
  }

  async disconnected(tx: TenantTransaction, integrationId: string): Promise<void> {
    await this.targets.releaseHeld(tx, integrationId, OF_CONNECTED);
  }
}
