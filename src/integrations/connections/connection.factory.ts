import { Injectable } from '@nestjs/common';
import type { Connection } from '../../providers/connection.js';
import type { ProviderPort } from '../../providers/provider.port.js';
import { TokenRefresher, type HeldCredentials } from '../../credentials/refresh/token.refresher.js';
import type { IntegrationRow } from './integration.row.js';

/** Creates connections whose tokens are refreshed while work uses them. */
@Injectable()
export class ConnectionFactory {
  constructor(private readonly refresher: TokenRefresher) {}

  of(row: IntegrationRow, provider: ProviderPort, credentials: Readonly<Record<string, string>>): Connection {
    const { tenantId, id: integrationId, externalAccountId, environment, authMethod, settings } = row;
    const { oauth } = provider;
    let held: HeldCredentials = { version: row.credentialsVersion, credentials };
    let refreshing: Promise<HeldCredentials> | undefined;
    const connection: Connection = {
      tenantId,
      integrationId,
      externalAccountId,
      environment,
      authMethod,
      credentials,
      settings,
      current: async (refused) => {
        const isWanted = refused === undefined ? this.refresher.isDue(held) : refused === held.credentials.accessToken;
        if (!isWanted || !oauth?.refresh || !oauth.isConfigured() || !held.credentials.refreshToken) {
          return held.credentials;
        }
        refreshing ??= this.refresher.refresh(row, oauth, connection, held).finally(() => (refreshing = undefined));
        held = await refreshing;
        return held.credentials;
      },
    };
    return connection;
  }
}
