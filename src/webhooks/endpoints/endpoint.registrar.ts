import { Inject, Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { AuditLog } from '../../audit/audit.log.js';
import { SYSTEM_ACTOR } from '../../audit/audit.row.js';
import { CONFIG, type Config } from '../../config/config.js';
import { Database } from '../../database/database.js';
import { ConnectionListeners, type ConnectionListener } from '../../integrations/connections/connection.listeners.js';
import { ConnectionLoader, type OpenConnection } from '../../integrations/connections/connection.loader.js';
import { Disconnector } from '../../integrations/connections/disconnector.js';
import type { IntegrationRow } from '../../integrations/connections/integration.row.js';
import { askProvider } from '../../integrations/connections/provider-call.js';
import { QuotaExceededError } from '../../quotas/quota.error.js';
import { Quotas } from '../../quotas/quotas.js';
import type { WebhookRegistration } from '../../providers/webhook.port.js';
import { createdEntry, removedEntry } from './endpoint.audit.js';
import { EndpointDirectory } from './endpoint.directory.js';
import type { EndpointDto } from './endpoint.dto.js';
import { EndpointStore, type NewEndpoint } from './endpoint.store.js';
import { endpointUrl } from './endpoint.url.js';

/** An endpoint, and its names at the provider. */
type Registered = Awaited<ReturnType<EndpointStore['registrations']>>[number];

/**
 * Registers an account's webhook at its provider, and removes it. The provider retries deliveries that arrive before
 * the endpoint is stored.
 */
@Injectable()
export class EndpointRegistrar implements OnModuleInit, ConnectionListener {
  private readonly logger = new Logger(EndpointRegistrar.name);

  constructor(
    private readonly database: Database,
    private readonly endpoints: EndpointStore,
    private readonly directory: EndpointDirectory,
    private readonly connections: ConnectionLoader,
    private readonly disconnector: Disconnector,
    private readonly listeners: ConnectionListeners,
    private readonly quotas: Quotas,
    private readonly audit: AuditLog,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  onModuleInit(): void {
    this.listeners.add(this);
  }

  async connected({ tenantId, id }: IntegrationRow): Promise<void> {
    if (!this.config.webhookAutoRegister) return;
    const known = await this.database.inTenant(tenantId, (tx) => this.endpoints.registrations(tx, id));
    const open = await this.connections.open(tenantId, id);
    if (known.length === 0) await this.register(open, SYSTEM_ACTOR);
    for (const { registeredAs } of known) await this.update(open, registeredAs);
  }

  async disconnecting({ tenantId, id }: IntegrationRow, open: () => Promise<OpenConnection>): Promise<void> {
    const known = await this.database.inTenant(tenantId, (tx) => this.endpoints.registrations(tx, id));
    for (const endpoint of known) await this.remove(await open(), endpoint);
  }

  /** Old registrations, and that of the platform, get the event types that a newer version of the service wants. */
  async reconciled({ tenantId, id }: IntegrationRow, open: () => Promise<OpenConnection>): Promise<void> {
    if (!this.config.webhookAutoRegister) return;
    const known = await this.database.inTenant(tenantId, (tx) => this.endpoints.registrations(tx, id));
    const names = known.flatMap(({ registeredAs }) => registeredAs);
    await this.update(await open(), names);
  }

  /**
   * Tests a connection whose webhooks do not arrive, and registers its webhook again. The former one is removed afterwards,
   * because it may be switched off or gone at the provider.
   * @throws ProviderError, QuotaExceededError
   */
  async renew(tenantId: string, id: string): Promise<void> {
    const known = await this.database.inTenant(tenantId, (tx) => this.endpoints.registrations(tx, id));
    const open = await this.connections.open(tenantId, id);
    const { provider, connection, integration } = open;
    await this.disconnector.stopIfRefused(integration, () =>
      askProvider((signal) => provider.testConnection(connection, { signal })),
    );
    if (known.length === 0 && !this.config.webhookAutoRegister) return;
    if (!(await this.register(open, SYSTEM_ACTOR))) return;
    for (const endpoint of known) await this.remove(open, endpoint);
  }

  /**
   * @param actor for the audit log
   * @returns the endpoint with its URL; `null`: this connection needs no registration
   * @throws QuotaExceededError before the provider is called, if the quota is already reached
   */
  async register(open: OpenConnection, actor: string): Promise<EndpointDto | null> {
    const { integration, connection, provider } = open;
    const { registrar } = provider;
    if (!registrar) return null;
    const { tenantId, id: integrationId, provider: name } = integration;
    await this.database.inTenant(tenantId, (tx) => this.quotas.check(tx, 'QUOTA_ENDPOINTS', integrationId));
    const endpoint = this.endpoints.name(name);
    const url = endpointUrl(this.config.publicUrl, name, endpoint.token);
    const registration = await this.disconnector.stopIfRefused(integration, () =>
      askProvider((signal) => registrar.register(connection, url, { signal })),
    );
    if (!registration) return null;
    try {
      return { ...(await this.store(integration, endpoint, registration, actor)), url };
    } catch (error) {
      // Another request has used up the quota meanwhile. This error is more useful than a failure to remove the
      // webhook.
      if (error instanceof QuotaExceededError) {
        await this.unregister(open, registration.externalIds).catch(() => undefined);
      }
      throw error;
    }
  }

  /**
   * QUOTA_SECRETS applies only to secrets that callers add. Here the provider decides on the number of secrets, for
   * example one for each list of an account. Without one of them, its deliveries would be refused.
   */
  private store(
    { tenantId, id: integrationId, provider }: IntegrationRow,
    endpoint: NewEndpoint,
    { externalIds, secrets }: WebhookRegistration,
    actor: string,
  ): Promise<EndpointDto> {
    return this.database.inTenant(tenantId, async (tx) => {
      await this.quotas.admit(tx, 'QUOTA_ENDPOINTS', integrationId);
      await this.endpoints.insert(tx, { tenantId, integrationId, provider }, endpoint, externalIds);
      for (const secret of secrets) await this.endpoints.addSecret(tx, endpoint.id, secret);
      const stored = await this.endpoints.get(tx, integrationId, endpoint.id);
      await this.audit.append(tx, createdEntry(actor, stored));
      return stored;
    });
  }

  /** Best effort: deliveries of a webhook that stays registered are answered with 404. */
  async takeDown(tenantId: string, integrationId: string, id: string): Promise<void> {
    const known = await this.database.inTenant(tenantId, (tx) => this.endpoints.registrations(tx, integrationId));
    const endpoint = known.find((candidate) => candidate.id === id);
    if (!endpoint) return;
    try {
      const open = await this.connections.open(tenantId, integrationId);
      await this.disconnector.stopIfRefused(open.integration, () => this.unregister(open, endpoint.registeredAs));
    } catch (error) {
      const reason = error instanceof Error ? error.message : 'unknown';
      this.logger.warn(`The webhook of integration ${integrationId} could not be removed at the provider: ${reason}`);
    }
  }

  private async remove(open: OpenConnection, { id, registeredAs }: Registered): Promise<void> {
    const { tenantId, id: integrationId, provider } = open.integration;
    await this.unregister(open, registeredAs);
    await this.database.inTenant(tenantId, async (tx) => {
      const removed = await this.endpoints.remove(tx, id);
      if (removed) await this.audit.append(tx, removedEntry(SYSTEM_ACTOR, { id, integrationId, provider }));
    });
    this.directory.forget(id);
  }

  private async update({ provider, connection }: OpenConnection, externalIds: readonly string[]): Promise<void> {
    await askProvider(async (signal) => provider.registrar?.update?.(connection, externalIds, { signal }));
  }

  private async unregister({ provider, connection }: OpenConnection, externalIds: readonly string[]): Promise<void> {
    const { registrar } = provider;
    if (registrar) await askProvider((signal) => registrar.unregister(connection, externalIds, { signal }));
  }
}
