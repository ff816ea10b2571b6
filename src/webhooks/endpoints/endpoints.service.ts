import { randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { NotFoundError } from '../../common/http.errors.js';
import { CONFIG, type Config } from '../../config/config.js';
import { Database } from '../../database/database.js';
import type { Transaction } from '../../database/transaction.js';
import { IntegrationStore } from '../../integrations/connections/integration.store.js';
import { Vault } from '../../integrations/vault/vault.js';
import { EndpointDirectory, hashToken } from './endpoint.directory.js';
import type { EndpointDto, RotateEndpointDto } from './endpoint.dto.js';

const DAY_SECONDS = 86_400;

const LIST_SQL = `
  SELECT e.id, e.integration_id AS "integrationId", e.provider, NULL AS url, e.created_at AS "createdAt",
    e.rotated_at AS "rotatedAt",
    (SELECT count(*)::int FROM webhook_endpoint_secrets s WHERE s.tenant_id = e.tenant_id AND s.endpoint_id = e.id
      AND (s.expires_at IS NULL OR s.expires_at > now())) AS "activeSecrets"
  FROM webhook_endpoints e
  WHERE e.tenant_id = $1 AND e.integration_id = $2 AND ($3::uuid IS NULL OR e.id = $3) ORDER BY e.id`;

/** A tenant's own webhook endpoints: a URL nobody can guess, and secrets that overlap while they are rotated. */
@Injectable()
export class EndpointsService {
  constructor(
    private readonly database: Database,
    private readonly integrations: IntegrationStore,
    private readonly vault: Vault,
    private readonly directory: EndpointDirectory,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  async create(tenantId: string, integrationId: string, secret: string | undefined): Promise<EndpointDto> {
    const id = uuidv7();
    const token = randomBytes(24).toString('base64url');
    return this.database.inTenant(tenantId, async (tx) => {
      const { provider } = await this.integrations.get(tx, tenantId, integrationId);
      await tx.execute(
        `INSERT INTO webhook_endpoints (tenant_id, id, integration_id, provider, token_hash) VALUES ($1, $2, $3, $4, $5)`,
        [tenantId, id, integrationId, provider, hashToken(token)],
      );
      if (secret) await this.addSecret(tx, tenantId, id, secret);
      const endpoint = await this.find(tx, tenantId, integrationId, id);
      return { ...endpoint, url: `${this.config.publicUrl}/api/v1/webhooks/${provider}/${token}` };
    });
  }

  list(tenantId: string, integrationId: string): Promise<EndpointDto[]> {
    return this.database.inTenant(tenantId, async (tx) => {
      await this.integrations.get(tx, tenantId, integrationId);
      return tx.rows<EndpointDto>(LIST_SQL, [tenantId, integrationId, null]);
    });
  }

  async rotate(tenantId: string, integrationId: string, id: string, dto: RotateEndpointDto): Promise<EndpointDto> {
    const rotated = await this.database.inTenant(tenantId, async (tx) => {
      await this.find(tx, tenantId, integrationId, id);
      await tx.execute(
        `UPDATE webhook_endpoint_secrets SET expires_at = now() + $3 * interval '1 second'
         WHERE tenant_id = $1 AND endpoint_id = $2 AND expires_at IS NULL`,
        [tenantId, id, dto.overlapSeconds ?? DAY_SECONDS],
      );
      await this.addSecret(tx, tenantId, id, dto.secret);
      await tx.execute(`UPDATE webhook_endpoints SET rotated_at = now() WHERE tenant_id = $1 AND id = $2`, [
        tenantId,
        id,
      ]);
      return this.find(tx, tenantId, integrationId, id);
    });
    this.directory.forget(id);
    return rotated;
  }

  async remove(tenantId: string, integrationId: string, id: string): Promise<void> {
    await this.database.inTenant(tenantId, async (tx) => {
      await this.find(tx, tenantId, integrationId, id);
      await tx.execute(`DELETE FROM webhook_endpoints WHERE tenant_id = $1 AND id = $2`, [tenantId, id]);
    });
    this.directory.forget(id);
  }

  private async find(tx: Transaction, tenantId: string, integrationId: string, id: string): Promise<EndpointDto> {
    const endpoint = await tx.row<EndpointDto>(LIST_SQL, [tenantId, integrationId, id]);
    if (!endpoint) throw new NotFoundError('The webhook endpoint', 'webhook_endpoint_not_found');
    return endpoint;
  }

  private async addSecret(tx: Transaction, tenantId: string, endpointId: string, secret: string): Promise<void> {
    const id = uuidv7();
    const sealed = this.vault.seal(secret, { tenantId, ownerId: endpointId, field: id });
    await tx.execute(
      `INSERT INTO webhook_endpoint_secrets (tenant_id, endpoint_id, id, kid, wrapped_key, ciphertext)
       VALUES ($1, $2, $3, $4, $5, $6)`,
      [tenantId, endpointId, id, sealed.kid, sealed.wrappedKey, sealed.ciphertext],
    );
  }
}
