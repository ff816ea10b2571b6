import { Injectable, Logger } from '@nestjs/common';
import type { TenantTransaction } from '../../database/transaction.js';
import type { IntegrationRow } from './integration.row.js';
import type { OpenConnection } from './connection.loader.js';

/** Called when an account is connected or disconnected. Other modules implement it. */
export interface ConnectionListener {
  /** The account is connected for the first time: called in that transaction, which is rolled back when this throws. */
  created?(tx: TenantTransaction, integration: IntegrationRow): Promise<void>;
  /**
   * The account may be used as it could not be before: it was connected again, resumed, or its owner has changed its
   * settings. Called in that transaction, which is rolled back when this throws. `before`: as it was; absent: its settings and
   * its venue are the same.
   */
  changed?(tx: TenantTransaction, integrationId: string, before?: IntegrationRow): Promise<void>;
  /** The account was connected, or connected again. Best effort, after the transaction. */
  connected?(integration: IntegrationRow): Promise<void>;
  /** A run has read everything of the account again. Call `open` to call the provider. Best effort, after the run. */
  reconciled?(integration: IntegrationRow, open: () => Promise<OpenConnection>): Promise<void>;
  /**
   * The account is about to be disconnected. Call `open` to make a last call to the provider. Best effort, before the
   * transaction.
   */
  disconnecting?(integration: IntegrationRow, open: () => Promise<OpenConnection>): Promise<void>;
  /**
   * A caller has said whether something new may be pushed to the account. Called in that transaction, which is rolled back
   * when this throws. `actor`: `user:` or `service:`, and its id.
   */
  outbound?(tx: TenantTransaction, integrationId: string, mode: 'on' | 'paused', actor: string): Promise<void>;
  /** The account is disconnected. Called in that transaction. If it throws, the transaction is rolled back. */
  disconnected?(tx: TenantTransaction, integrationId: string): Promise<void>;
}

/**
 * Calls the listeners of all modules. A best-effort listener that fails is logged, and does not prevent connecting or
 * disconnecting.
 */
@Injectable()
export class ConnectionListeners {
  private readonly logger = new Logger(ConnectionListeners.name);
  private readonly listeners: ConnectionListener[] = [];

  add(listener: ConnectionListener): void {
    this.listeners.push(listener);
  }

  /** Of the caller's transaction. */
  async created(tx: TenantTransaction, integration: IntegrationRow): Promise<void> {
    for (const listener of this.listeners) await listener.created?.(tx, integration);
  }

  /** Of the caller's transaction. */
  async changed(tx: TenantTransaction, integrationId: string, before?: IntegrationRow): Promise<void> {
    for (const listener of this.listeners) await listener.changed?.(tx, integrationId, before);
  }

  connected(integration: IntegrationRow): Promise<void> {
    return this.tell('connected', integration, (listener) => listener.connected?.(integration));
  }

  reconciled(integration: IntegrationRow, open: () => Promise<OpenConnection>): Promise<void> {
    return this.tell('reconciled', integration, (listener) => listener.reconciled?.(integration, open));
  }

  disconnecting(integration: IntegrationRow, open: () => Promise<OpenConnection>): Promise<void> {
    return this.tell('disconnecting', integration, (listener) => listener.disconnecting?.(integration, open));
  }

  /** Of the caller's transaction. */
  async outbound(tx: TenantTransaction, integrationId: string, mode: 'on' | 'paused', actor: string): Promise<void> {
    for (const listener of this.listeners) await listener.outbound?.(tx, integrationId, mode, actor);
  }

  /** Part of the caller's transaction. Listeners run one after the other, and the first error ends the transaction. */
  async disconnected(tx: TenantTransaction, integrationId: string): Promise<void> {
    for (const listener of this.listeners) await listener.disconnected?.(tx, integrationId);
  }

  private async tell(
    what: keyof ConnectionListener,
    { provider, id }: IntegrationRow,
    call: (listener: ConnectionListener) => Promise<void> | undefined,
  ): Promise<void> {
    for (const listener of this.listeners) {
      try {
        await call(listener);
      } catch (error) {
        const reason = error instanceof Error ? error.message : 'unknown';
        this.logger.warn(`${provider} integration ${id}, ${what}: ${reason}`);
      }
    }
  }
}
