import { Injectable } from '@nestjs/common';
import { ConflictError } from '../../common/http.errors.js';
import { Database } from '../../database/database.js';
import type { Connection } from '../../providers/connection.js';
import type { ProviderPort } from '../../providers/provider.port.js';
import { ProviderRegistry } from '../../providers/providers.registry.js';
import { CredentialStore } from '../vault/credential.store.js';
import type { IntegrationRow } from './integration.row.js';
import { ConnectionFactory } from './connection.factory.js';
import { IntegrationStore } from './integration.store.js';

export interface OpenConnection {
  integration: IntegrationRow;
  connection: Connection;
  provider: ProviderPort;
}

/** Decrypts a connection for one piece of work. Nothing is cached: credentials change under us. */
@Injectable()
export class ConnectionLoader {
  constructor(
    private readonly database: Database,
    private readonly integrations: IntegrationStore,
    private readonly credentials: CredentialStore,
    private readonly providers: ProviderRegistry,
    private readonly connections: ConnectionFactory,
  ) {}

  /** @throws ConflictError when the integration is not in a state to talk to its provider */
  async open(tenantId: string, integrationId: string): Promise<OpenConnection> {
    return this.database.inTenant(tenantId, async (tx) => {
      const integration = await this.integrations.get(tx, tenantId, integrationId);
      if (integration.status === 'disconnected' || integration.status === 'needs_reauth') {
        throw new ConflictError(
          `integration_${integration.status}`,
          'Connect the account again before asking its provider for anything',
        );
      }
      const credentials = await this.credentials.load(tx, tenantId, integrationId);
      const provider = this.providers.get(integration.provider);
      return { integration, connection: this.connections.of(integration, provider, credentials), provider };
    });
  }
}
