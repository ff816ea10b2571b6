import { Injectable } from '@nestjs/common';
import { toStorableText } from '../../common/storable-text.js';
import { Database } from '../../database/database.js';
import type { TenantTransaction } from '../../database/transaction.js';
import { ProviderCredentialsError } from '../../providers/provider.errors.js';
import { CredentialStore } from '../../credentials/vault/credential.store.js';
import { ConnectionFacts } from './connection.facts.js';
import { ConnectionListeners } from './connection.listeners.js';
import type { IntegrationRow } from './integration.row.js';
import { IntegrationStore } from './integration.store.js';

/** Ends an integration, or stops it until its owner connects the account again. */
@Injectable()
export class Disconnector {
  constructor(
    private readonly database: Database,
    private readonly integrations: IntegrationStore,
    private readonly credentials: CredentialStore,
    private readonly listeners: ConnectionListeners,
    private readonly facts: ConnectionFacts,
  ) {}

  /**
   * Ends the integration permanently. Deletes the credentials, and calls every listener in this transaction.
   * @returns whether it was connected until now
   */
  async disconnect(
    tx: TenantTransaction,
    id: string,
    reason: { code: string; message: string } | null,
  ): Promise<boolean> {
    const error = reason && { ...reason, at: new Date().toISOString() };
    const ended = await this.integrations.setStatus(tx, id, 'disconnected', error);
    if (ended) await this.facts.disconnected(tx, id, reason?.code ?? null);
    await this.credentials.forget(tx, id);
    await this.listeners.disconnected(tx, id);
    return ended;
  }

  /**
   * Runs work that calls the integration's provider. If the provider refuses the credentials, the integration stops
   * until its owner connects the account again. No other error changes its status.
   * @throws the error of `work`
   */
  async stopIfRefused<T>(
    integration: Pick<IntegrationRow, 'tenantId' | 'id' | 'connectedAt'>,
    work: () => Promise<T>,
  ): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof ProviderCredentialsError) {
        await this.database.inTenant(integration.tenantId, (tx) => this.stop(tx, integration, error));
      }
      throw error;
    }
  }

  /**
   * Stops the integration until the account is connected again, so that it is not retried.
   * @param integration with `connectedAt`: if the owner has connected the account again since then, nothing changes
   */
  async stop(
    tx: TenantTransaction,
    { id, connectedAt }: Pick<IntegrationRow, 'id'> & Partial<Pick<IntegrationRow, 'connectedAt'>>,
    { code, message }: { code: string; message: string },
  ): Promise<void> {
    const error = { code, message: toStorableText(message), at: new Date().toISOString() };
    const stopped = await this.integrations.setStatus(tx, id, 'needs_reauth', error, connectedAt);
    if (stopped) await this.facts.needsReauth(tx, id, code);
  }
}
