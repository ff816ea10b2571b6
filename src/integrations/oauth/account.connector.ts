import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { AuditLog } from '../../audit/audit.log.js';
import { Database } from '../../database/database.js';
import { violatedConstraint } from '../../database/database.errors.js';
import type { TenantTransaction } from '../../database/transaction.js';
import type { OAuthGrant } from '../../providers/oauth.port.js';
import { environmentOf } from '../connections/account.environment.js';
import { ConnectionListeners } from '../connections/connection.listeners.js';
import { connectedEntry } from '../connections/connection.audit.js';
import { INTEGRATION_COLUMNS, type IntegrationRow } from '../connections/integration.row.js';
import { ConnectionFacts } from '../connections/connection.facts.js';
import { IntegrationStore } from '../connections/integration.store.js';
import { Quotas } from '../../quotas/quotas.js';
import { CredentialStore } from '../../credentials/vault/credential.store.js';
import type { ConnectRequest } from './state.store.js';

export interface ConnectedAccount {
  integration: IntegrationRow;
  /** `false`: the integration existed before, and is connected again. */
  created: boolean;
}

/** Actor of consents that an older release began without storing the actor. */
const UNKNOWN_ACTOR = 'unknown';

const RECONNECT_SQL = `
  UPDATE integrations SET status = 'connected', last_error = NULL, auth_method = $4, scopes = $5, livemode = $6,
    environment = $7, name = coalesce($8, name), venue_id = coalesce($9, venue_id),
    settings = coalesce($10::jsonb, settings), connected_at = now(), updated_at = now()
  WHERE tenant_id = $1 AND provider = $2 AND external_account_id = $3 AND status <> 'disconnected'
  RETURNING ${INTEGRATION_COLUMNS}`;

/** The live integration of the account, which no one else changes until the end of the transaction. */
const KNOWN_SQL = `
  SELECT ${INTEGRATION_COLUMNS} FROM integrations
  WHERE tenant_id = $1 AND provider = $2 AND external_account_id = $3 AND status <> 'disconnected' FOR NO KEY UPDATE`;

/** Turns a consent into an integration, or reconnects the existing integration of the account. */
@Injectable()
export class AccountConnector {
  constructor(
    private readonly database: Database,
    private readonly integrations: IntegrationStore,
    private readonly credentials: CredentialStore,
    private readonly quotas: Quotas,
    private readonly listeners: ConnectionListeners,
    private readonly audit: AuditLog,
    private readonly facts: ConnectionFacts,
  ) {}

  /**
   * Checks the quota before the owner is sent to the provider. A tenant at its quota may still reconnect an account,
   * and the account is known only afterwards. So if the tenant has an account of this provider, {@link connect}
   * decides.
   * @throws QuotaExceededError
   */
  async checkRoom(tenantId: string, provider: string): Promise<void> {
    await this.database.inTenant(tenantId, async (tx) => {
      if (await this.integrations.hasLive(tx, provider)) return;
      await this.quotas.check(tx, 'QUOTA_INTEGRATIONS');
    });
  }

  /**
   * @throws ValidationError when the account belongs to another environment than the requested one
   * @throws QuotaExceededError when the account is new and the tenant is at its quota
   */
  async connect(
    tenantId: string,
    provider: string,
    title: string,
    grant: OAuthGrant,
    request: ConnectRequest,
  ): Promise<ConnectedAccount> {
    const environment = environmentOf(grant.account, request.environment);
    const attempt = () =>
      this.database.inTenant(tenantId, async (tx) => {
        const before = await tx.row<IntegrationRow>(KNOWN_SQL, [tenantId, provider, grant.account.externalAccountId]);
        const known = await this.reconnect(tx, provider, grant, { ...request, environment });
        const integration = known ?? (await this.insert(tx, provider, title, grant, request, environment));
        await this.credentials.forget(tx, integration.id);
        await this.credentials.save(tx, integration.id, grant.credentials);
        await this.integrations.addAliases(tx, integration, grant.account.aliases ?? []);
        if (known) await this.listeners.changed(tx, known.id, before);
        else await this.listeners.created(tx, integration);
        const entry = connectedEntry(request.beganBy ?? UNKNOWN_ACTOR, integration, known !== undefined);
        await this.audit.append(tx, entry);
        await this.facts.connected(tx, integration);
        return { integration, created: known === undefined };
      });
    try {
      return await attempt();
    } catch (error) {
      // Another request has just connected the same account, so the second attempt finds it.
      if (violatedConstraint(error) !== 'integrations_account_once') throw error;
      return attempt();
    }
  }

  private reconnect(
    tx: TenantTransaction,
    provider: string,
    { account, authMethod }: OAuthGrant,
    { name, venueId, settings, environment }: ConnectRequest,
  ): Promise<IntegrationRow | undefined> {
    return tx.row<IntegrationRow>(RECONNECT_SQL, [
      tx.tenantId,
      provider,
      account.externalAccountId,
      authMethod,
      account.scopes,
      account.livemode,
      environment,
      name ?? null,
      venueId ?? null,
      settings ? JSON.stringify(settings) : null,
    ]);
  }

  private async insert(
    tx: TenantTransaction,
    provider: string,
    title: string,
    { account, authMethod }: OAuthGrant,
    { name, venueId, settings }: ConnectRequest,
    environment: IntegrationRow['environment'],
  ): Promise<IntegrationRow> {
    await this.quotas.admit(tx, 'QUOTA_INTEGRATIONS');
    return this.integrations.insert(tx, {
      tenantId: tx.tenantId,
      id: uuidv7(),
      provider,
      name: name ?? account.displayName ?? `${title} ${account.externalAccountId}`,
      venueId: venueId ?? null,
      environment,
      livemode: account.livemode,
      authMethod,
      externalAccountId: account.externalAccountId,
      scopes: account.scopes,
      settings: settings ?? {},
    });
  }
}
