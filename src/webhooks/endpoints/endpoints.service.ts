import { Inject, Injectable } from '@nestjs/common';
import { AuditLog } from '../../audit/audit.log.js';
import { actorOf, type Principal } from '../../auth/principal.js';
import { CursorCodec } from '../../common/cursor.js';
import { ConflictError } from '../../common/http.errors.js';
import type { Page } from '../../common/page.js';
import type { PageQuery } from '../../common/page.query.js';
import { ID_POSITION, readPage } from '../../common/page.reader.js';
import { CONFIG, type Config } from '../../config/config.js';
import { Database } from '../../database/database.js';
import { ConnectionLoader } from '../../integrations/connections/connection.loader.js';
import { IntegrationStore } from '../../integrations/connections/integration.store.js';
import { Quotas } from '../../quotas/quotas.js';
import { createdEntry, removedEntry, rotatedEntry } from './endpoint.audit.js';
import { EndpointDirectory } from './endpoint.directory.js';
import type { CreateEndpointDto, EndpointDto, RotateEndpointDto } from './endpoint.dto.js';
import { EndpointRegistrar } from './endpoint.registrar.js';
import { EndpointStore } from './endpoint.store.js';
import { endpointUrl } from './endpoint.url.js';

const DAY_SECONDS = 86_400;

/**
 * A tenant's own webhook endpoints. Their URLs cannot be guessed, and old secrets stay valid for a while after a
 * rotation.
 */
@Injectable()
export class EndpointsService {
  constructor(
    private readonly database: Database,
    private readonly integrations: IntegrationStore,
    private readonly connections: ConnectionLoader,
    private readonly endpoints: EndpointStore,
    private readonly registrar: EndpointRegistrar,
    private readonly directory: EndpointDirectory,
    private readonly quotas: Quotas,
    private readonly audit: AuditLog,
    private readonly cursors: CursorCodec,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  create(principal: Principal, integrationId: string, { secret, register }: CreateEndpointDto): Promise<EndpointDto> {
    return register ? this.register(principal, integrationId) : this.insert(principal, integrationId, secret);
  }

  list(tenantId: string, integrationId: string, query: PageQuery): Promise<Page<EndpointDto>> {
    return readPage(this.cursors, query, {
      binding: [tenantId, 'webhook-endpoints', integrationId],
      position: ID_POSITION,
      read: (after, limit) =>
        this.database.inTenant(tenantId, async (tx) => {
          await this.integrations.get(tx, integrationId);
          return this.endpoints.list(tx, integrationId, after, limit);
        }),
      positionOf: ({ id }) => id,
    });
  }

  /** Does not fail if there are too many secrets: the oldest becomes invalid. */
  async rotate(principal: Principal, integrationId: string, id: string, dto: RotateEndpointDto): Promise<EndpointDto> {
    const { tenantId } = principal;
    const overlapSeconds = dto.overlapSeconds ?? DAY_SECONDS;
    const rotated = await this.database.inTenant(tenantId, async (tx) => {
      await this.endpoints.get(tx, integrationId, id);
      const keep = await this.quotas.roll(tx, 'QUOTA_SECRETS', id);
      await this.endpoints.expireSecrets(tx, id, overlapSeconds);
      await this.endpoints.addSecret(tx, id, dto.secret);
      await this.endpoints.endOldestSecrets(tx, id, keep);
      const endpoint = await this.endpoints.get(tx, integrationId, id);
      await this.audit.append(tx, rotatedEntry(actorOf(principal), endpoint, overlapSeconds));
      return endpoint;
    });
    this.directory.forget(id);
    return rotated;
  }

  /**
   * If this service registered the webhook at the provider, it is also removed there, if the provider can be reached.
   */
  async remove(principal: Principal, integrationId: string, id: string): Promise<void> {
    const { tenantId } = principal;
    const endpoint = await this.database.inTenant(tenantId, (tx) => this.endpoints.get(tx, integrationId, id));
    if (endpoint.registered) await this.registrar.takeDown(tenantId, integrationId, id);
    await this.database.inTenant(tenantId, async (tx) => {
      const removed = await this.endpoints.remove(tx, id);
      if (removed) await this.audit.append(tx, removedEntry(actorOf(principal), endpoint));
    });
    this.directory.forget(id);
  }

  private insert(principal: Principal, integrationId: string, secret: string | undefined): Promise<EndpointDto> {
    const { tenantId } = principal;
    return this.database.inTenant(tenantId, async (tx) => {
      const { provider } = await this.integrations.get(tx, integrationId);
      await this.quotas.admit(tx, 'QUOTA_ENDPOINTS', integrationId);
      const endpoint = this.endpoints.name(provider);
      await this.endpoints.insert(tx, { tenantId, integrationId, provider }, endpoint, null);
      if (secret) await this.endpoints.addSecret(tx, endpoint.id, secret);
      const created = await this.endpoints.get(tx, integrationId, endpoint.id);
      await this.audit.append(tx, createdEntry(actorOf(principal), created));
      return { ...created, url: endpointUrl(this.config.publicUrl, provider, endpoint.token) };
    });
  }

  private async register(principal: Principal, integrationId: string): Promise<EndpointDto> {
    const open = await this.connections.open(principal.tenantId, integrationId);
    const registered = await this.registrar.register(open, actorOf(principal));
    if (registered) return registered;
    throw new ConflictError(
      'This service cannot register a webhook for this integration: the platform webhook covers it, or it must be registered by hand',
      'webhook_registration_unavailable',
    );
  }
}
