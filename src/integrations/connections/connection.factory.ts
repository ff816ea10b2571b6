import { Injectable } from '@nestjs/common';
import type { Connection } from '../../providers/connection.js';
import type { ProviderPort } from '../../providers/provider.port.js';
import { CredentialRenewer, type HeldCredentials } from '../../credentials/refresh/credential.renewer.js';
import type { IntegrationRow } from './integration.row.js';

/** Makes connections whose tokens stay good for as long as the work takes. */
@Injectable()
export class ConnectionFactory {
  constructor(private readonly renewer: CredentialRenewer) {}

  of(row: IntegrationRow, provider: ProviderPort, credentials: Readonly<Record<string, string>>): Connection {
    const { tenantId, id: integrationId, externalAccountId, environment, authMethod, settings } = row;
    const { oauth } = provider;
    let held: HeldCredentials = { version: row.credentialsVersion, credentials };
    let renewal: Promise<HeldCredentials> | undefined;
    const connection: Connection = {
      tenantId,
      integrationId,
      externalAccountId,
      environment,
      authMethod,
      credentials,
      settings,
      current: async (refused) => {
        const isWanted = refused === undefined ? this.renewer.isDue(held) : refused === held.credentials.accessToken;
        if (!isWanted || !oauth?.renew || !oauth.isConfigured() || !held.credentials.refreshToken) {
          return held.credentials;
        }
        renewal ??= this.renewer.renew(row, oauth, connection, held).finally(() => (renewal = undefined));
        held = await renewal;
        return held.credentials;
      },
    };
    return connection;
  }
}
