import { Injectable, Logger } from '@nestjs/common';
import { CrossTenant } from '../../database/cross-tenant.js';
import type { Transaction } from '../../database/transaction.js';
import type { Connection } from '../../providers/connection.js';
import type { OAuthPort } from '../../providers/oauth.port.js';
import { ProviderRegistry } from '../../providers/providers.registry.js';
import { ConnectionFactory } from '../connections/connection.factory.js';
import type { IntegrationRow } from '../connections/integration.row.js';
import { CredentialStore } from '../vault/credential.store.js';

/** Whoever disconnects waits for it. */
const PATIENCE_MS = 5_000;

export interface Consent {
  provider: string;
  oauth: OAuthPort;
  connection: Connection;
}

/** Gives a consent back to the provider once we no longer use it. Best effort: here the connection has ended anyway. */
@Injectable()
export class ConsentRevoker {
  private readonly logger = new Logger(ConsentRevoker.name);

  constructor(
    private readonly providers: ProviderRegistry,
    private readonly credentials: CredentialStore,
    private readonly connections: ConnectionFactory,
    private readonly crossTenant: CrossTenant,
  ) {}

  /** To be asked before the credentials are forgotten. `null`: there is none, or it was given back before. */
  async consentOf(tx: Transaction, row: IntegrationRow): Promise<Consent | null> {
    if (row.authMethod === 'key' || row.status === 'disconnected') return null;
    const provider = this.providers.get(row.provider);
    const { oauth } = provider;
    if (!oauth?.isConfigured()) return null;
    try {
      const credentials = await this.credentials.load(tx, row.tenantId, row.id);
      return { provider: row.provider, oauth, connection: this.connections.of(row, provider, credentials) };
    } catch (error) {
      return this.failed(row.provider, row.id, error);
    }
  }

  /** Never throws. */
  async revoke({ provider, oauth, connection }: Consent): Promise<void> {
    try {
      if (await this.isUsedElsewhere(provider, connection.externalAccountId)) return;
      await oauth.revoke(connection, { signal: AbortSignal.timeout(PATIENCE_MS) });
    } catch (error) {
      this.failed(provider, connection.integrationId, error);
    }
  }

  /** A consent is given to the platform, not to a tenant: giving it back would end every other tenant's connection too. */
  private async isUsedElsewhere(provider: string, account: string): Promise<boolean> {
    const rows = await this.crossTenant.transaction((tx) =>
      tx.rows(
        `SELECT 1 FROM integrations WHERE provider = $1 AND external_account_id = $2 AND status <> 'disconnected'
           AND auth_method <> 'key' LIMIT 1`,
        [provider, account],
      ),
    );
    return rows.length > 0;
  }

  private failed(provider: string, integrationId: string, error: unknown): null {
    const reason = error instanceof Error ? error.message : 'unknown';
    this.logger.warn(`The consent of ${provider} integration ${integrationId} could not be given back: ${reason}`);
    return null;
  }
}
