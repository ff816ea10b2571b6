import { Inject, Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { AuditLog } from '../audit/audit.log.js';
import { actorOf, type Principal } from '../auth/principal.js';
import { CursorCodec } from '../common/cursor.js';
import { ConflictError, ValidationError } from '../common/http.errors.js';
import type { Page } from '../common/page.js';
import { ID_POSITION, readPage } from '../common/page.reader.js';
import { CONFIG, type Config } from '../config/config.js';
import { Database } from '../database/database.js';
import { violatedConstraint } from '../database/database.errors.js';
import type { VerifiedAccount } from '../providers/connection.js';
import { ProviderError } from '../providers/provider.errors.js';
import type { ProviderPort } from '../providers/provider.port.js';
import { ProviderRegistry } from '../providers/providers.registry.js';
import { environmentOf } from './connections/account.environment.js';
import { connectedEntry, disconnectedEntry } from './connections/connection.audit.js';
import { ConnectionFacts } from './connections/connection.facts.js';
import { ConnectionListeners } from './connections/connection.listeners.js';
import { ConnectionLoader } from './connections/connection.loader.js';
import { readCredentials, readSettings } from './connections/declared.fields.js';
import { Disconnector } from './connections/disconnector.js';
import type { IntegrationRow } from './connections/integration.row.js';
import { IntegrationStore } from './connections/integration.store.js';
import { askProvider } from './connections/provider-call.js';
import type { CreateIntegrationDto } from './dto/create-integration.dto.js';
import type { ListIntegrationsQuery } from './dto/list-integrations.query.js';
import type { ConnectionTestDto } from './dto/integration.dto.js';
import type { UpdateIntegrationDto } from './dto/update-integration.dto.js';
import { ConsentRevoker } from './oauth/consent.revoker.js';
import { Quotas } from '../quotas/quotas.js';
import { CredentialStore } from '../credentials/vault/credential.store.js';

/** Connects accounts by key, and manages integrations. The provider checks credentials before anything is stored. */
@Injectable()
export class IntegrationsService {
  constructor(
    private readonly database: Database,
    private readonly integrations: IntegrationStore,
    private readonly credentials: CredentialStore,
    private readonly loader: ConnectionLoader,
    private readonly disconnector: Disconnector,
    private readonly revoker: ConsentRevoker,
    private readonly listeners: ConnectionListeners,
    private readonly facts: ConnectionFacts,
    private readonly providers: ProviderRegistry,
    private readonly cursors: CursorCodec,
    private readonly quotas: Quotas,
    private readonly audit: AuditLog,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  async create(principal: Principal, dto: CreateIntegrationDto): Promise<IntegrationRow> {
    const { tenantId } = principal;
    const provider = this.knownProvider(dto.provider);
    const credentials = readCredentials(provider.describe(), dto.credentials);
    const settings = dto.settings ? this.settingsOf(provider, dto.settings) : {};
    const { environment } = dto;
    await this.database.inTenant(tenantId, (tx) => this.quotas.check(tx, 'QUOTA_INTEGRATIONS'));
    const account = await askProvider((signal) => provider.verifyCredentials(credentials, { signal, environment }));
    const row = await this.insert(principal, { ...dto, settings }, credentials, account);
    await this.listeners.connected(row);
    return row;
  }

  private async insert(
    principal: Principal,
    dto: CreateIntegrationDto,
    credentials: Record<string, string>,
    account: VerifiedAccount,
  ): Promise<IntegrationRow> {
    const { title } = this.providers.get(dto.provider).describe();
    const { tenantId } = principal;
    const id = uuidv7();
    try {
      return await this.database.inTenant(tenantId, async (tx) => {
        await this.quotas.admit(tx, 'QUOTA_INTEGRATIONS');
        const row = await this.integrations.insert(tx, {
          tenantId,
          id,
          provider: dto.provider,
          name: dto.name ?? account.displayName ?? `${title} ${account.externalAccountId}`,
          venueId: dto.venueId ?? null,
          environment: environmentOf(account, dto.environment),
          livemode: account.livemode,
          authMethod: 'key',
          externalAccountId: account.externalAccountId,
          scopes: account.scopes,
          settings: dto.settings ?? {},
        });
        await this.credentials.save(tx, id, account.credentials ?? credentials);
        await this.integrations.addAliases(tx, row, account.aliases ?? []);
        await this.listeners.created(tx, row);
        await this.audit.append(tx, connectedEntry(actorOf(principal), row, false));
        await this.facts.connected(tx, row);
        return row;
      });
    } catch (error) {
      if (violatedConstraint(error) !== 'integrations_account_once') throw error;
      throw new ConflictError(`Account ${account.externalAccountId} is already connected`, 'integration_exists');
    }
  }

  list(tenantId: string, query: ListIntegrationsQuery): Promise<Page<IntegrationRow>> {
    const { provider, status, venueId } = query;
    return readPage(this.cursors, query, {
      binding: [tenantId, 'integrations', provider, status, venueId],
      position: ID_POSITION,
      read: (after, limit) =>
        this.database.inTenant(tenantId, (tx) =>
          this.integrations.list(tx, { provider, status, venueId, after, limit }),
        ),
      positionOf: ({ id }) => id,
    });
  }

  get(tenantId: string, id: string): Promise<IntegrationRow> {
    return this.database.inTenant(tenantId, (tx) => this.integrations.get(tx, id));
  }

  async update(principal: Principal, id: string, dto: UpdateIntegrationDto): Promise<IntegrationRow> {
    const { tenantId } = principal;
    const current = await this.get(tenantId, id);
    if (current.status === 'disconnected') throw disconnected();
    if (dto.credentials && current.authMethod !== 'key') {
      throw new ConflictError(
        'This account was connected by OAuth; use OAuth to connect it again',
        'not_connected_by_key',
      );
    }
    const settings = dto.settings && this.settingsOf(this.providers.get(current.provider), dto.settings);
    const renewed = dto.credentials && (await this.verifySameAccount(current, dto.credentials));
    const updated = await this.database.inTenant(tenantId, async (tx) => {
      if (renewed) {
        await this.credentials.save(tx, id, renewed);
        await this.facts.connected(tx, current);
      }
      const status = dto.status ?? (renewed ? 'connected' : undefined);
      const before = await this.integrations.lock(tx, id);
      await this.integrations.update(tx, id, {
        name: dto.name,
        venueId: dto.venueId,
        settings,
        status,
        reconnected: renewed !== undefined,
      });
      const isUsable = renewed || dto.status === 'connected' || settings || dto.venueId !== undefined;
      if (isUsable) await this.listeners.changed(tx, id, before);
      const row = await this.integrations.get(tx, id);
      if (dto.outbound) await this.listeners.outbound(tx, id, dto.outbound, actorOf(principal));
      if (renewed) await this.audit.append(tx, connectedEntry(actorOf(principal), row, true));
      return row;
    });
    if (renewed) await this.listeners.connected(updated);
    return updated;
  }

  /** Disconnects the account. Its records stay readable. A consent is revoked if the provider can be reached. */
  async disconnect(principal: Principal, id: string): Promise<void> {
    const { tenantId } = principal;
    const integration = await this.get(tenantId, id);
    if (integration.status !== 'disconnected') {
      await this.listeners.disconnecting(integration, () => this.loader.open(tenantId, id));
    }
    const isHandedOver = await this.database.inTenant(tenantId, async (tx) => {
      const handedOver = await this.revoker.handOver(tx, await this.integrations.get(tx, id));
      const ended = await this.disconnector.disconnect(tx, id, null);
      if (ended) await this.audit.append(tx, disconnectedEntry(actorOf(principal), integration));
      return handedOver;
    });
    if (isHandedOver) await this.revoker.revokeNow(integration);
  }

  /** A failure of the provider is part of the result. Only refused credentials change the status of the integration. */
  async test(tenantId: string, id: string): Promise<ConnectionTestDto> {
    const { provider, connection, integration } = await this.loader.open(tenantId, id);
    const checked = { checkedAt: new Date(), consentEndsAt: timeOf(connection.credentials.consentEndsAt) };
    try {
      const { externalAccountId } = await this.disconnector.stopIfRefused(integration, () =>
        askProvider((signal) => provider.testConnection(connection, { signal })),
      );
      return { ok: true, ...checked, externalAccountId, error: null };
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error;
      const { code, message } = error;
      return { ok: false, ...checked, externalAccountId: null, error: { code, message } };
    }
  }

  /** Refreshes the tokens, tests the connection, and sets the status to `connected` if the provider accepts. */
  async refresh(tenantId: string, id: string): Promise<IntegrationRow> {
    const current = await this.get(tenantId, id);
    if (current.status === 'disconnected') throw disconnected();
    const { provider, connection } = await this.loader.reopen(tenantId, id);
    await this.disconnector.stopIfRefused(current, () =>
      askProvider(async (signal) => {
        await connection.current(connection.credentials.accessToken);
        await provider.testConnection(connection, { signal });
      }),
    );
    const refreshed = await this.database.inTenant(tenantId, async (tx) => {
      if (current.status !== 'paused') await this.integrations.update(tx, id, { status: 'connected' });
      await this.facts.recovered(tx, id);
      await this.listeners.changed(tx, id);
      return this.integrations.get(tx, id);
    });
    if (current.status === 'needs_reauth') await this.listeners.connected(refreshed);
    return refreshed;
  }

  private async verifySameAccount(
    current: IntegrationRow,
    given: Record<string, unknown>,
  ): Promise<Record<string, string>> {
    const provider = this.providers.get(current.provider);
    const credentials = readCredentials(provider.describe(), given);
    const { environment } = current;
    const account = await askProvider((signal) => provider.verifyCredentials(credentials, { signal, environment }));
    if (account.externalAccountId === current.externalAccountId) return account.credentials ?? credentials;
    throw new ConflictError(
      'These credentials belong to another account; create a new integration for it',
      'other_account',
    );
  }

  private settingsOf(provider: ProviderPort, given: Record<string, unknown>): Record<string, string> {
    return readSettings(provider.describe(), given, this.config.limits.SETTINGS_MAX_BYTES);
  }

  private knownProvider(name: string): ProviderPort {
    const provider = this.providers.find(name);
    if (provider) return provider;
    const names = this.providers.all().map((known) => known.describe().name);
    throw new ValidationError([{ field: 'provider', message: `must be one of ${names.join(', ')}` }]);
  }
}

function disconnected(): ConflictError {
  return new ConflictError('Connect the account again; this integration is closed', 'integration_disconnected');
}

function timeOf(text: string | undefined): Date | null {
  const time = Date.parse(text ?? '');
  return Number.isNaN(time) ? null : new Date(time);
}
