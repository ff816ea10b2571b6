import { Injectable } from '@nestjs/common';
import { ConflictError } from '../../common/http.errors.js';
import { Database } from '../../database/database.js';
import type { Connection } from '../../providers/connection.js';
import type { ProviderPort } from '../../providers/provider.port.js';
import { ProviderRegistry } from '../../providers/providers.registry.js';
import { CredentialStore } from '../../credentials/vault/credential.store.js';
import { SecretUnreadableError } from '../../credentials/vault/secret.error.js';
import type { IntegrationRow } from './integration.row.js';
import { ConnectionFacts } from './connection.facts.js';
import { ConnectionFactory } from './connection.factory.js';
import { IntegrationStore } from './integration.store.js';

export interface OpenConnection {
  integration: IntegrationRow;
  connection: Connection;
  provider: ProviderPort;
}

/** Statuses in which the provider cannot be called. */
type Stopped = 'disconnected' | 'needs_reauth';

/**
 * Loads an integration and decrypts its credentials for one piece of work. Nothing is cached, because credentials
 * change.
 */
@Injectable()
export class ConnectionLoader {
  constructor(
    private readonly database: Database,
    private readonly integrations: IntegrationStore,
    private readonly credentials: CredentialStore,
    private readonly providers: ProviderRegistry,
    private readonly connections: ConnectionFactory,
    private readonly facts: ConnectionFacts,
  ) {}

  /**
   * @throws ConflictError when the status of the integration does not allow calls to its provider
   * @throws SecretUnreadableError when its credentials cannot be decrypted; its status shows this until they can be
   */
  open(tenantId: string, integrationId: string): Promise<OpenConnection> {
    return this.openUnless(tenantId, integrationId, ['disconnected', 'needs_reauth']);
  }

  /** {@link open}, also for an integration that its provider has refused, because the provider may accept it again. */
  reopen(tenantId: string, integrationId: string): Promise<OpenConnection> {
    return this.openUnless(tenantId, integrationId, ['disconnected']);
  }

  private async openUnless(
    tenantId: string,
    integrationId: string,
    refused: readonly Stopped[],
  ): Promise<OpenConnection> {
    try {
      return await this.database.inTenant(tenantId, async (tx) => {
        const found = await this.integrations.get(tx, integrationId);
        const stop = refused.find((status) => status === found.status);
        if (stop) throw stopped(stop);
        const credentials = await this.credentials.load(tx, integrationId);
        const integration = await this.integrations.recordReadable(tx, found);
        if (integration !== found) await this.facts.recovered(tx, integrationId);
        const provider = this.providers.get(integration.provider);
        return { integration, connection: this.connections.of(integration, provider, credentials), provider };
      });
    } catch (error) {
      if (error instanceof SecretUnreadableError) await this.recordUnreadable(tenantId, integrationId, error);
      throw error;
    }
  }

  private recordUnreadable(tenantId: string, id: string, { message }: SecretUnreadableError): Promise<void> {
    return this.database.inTenant(tenantId, async (tx) => {
      const error = await this.integrations.recordUnreadable(tx, id, message);
      if (error) await this.facts.failed(tx, id, error.code);
    });
  }
}

function stopped(status: Stopped): ConflictError {
  return new ConflictError(
    'Connect the account again; this integration cannot call its provider',
    `integration_${status}`,
  );
}
