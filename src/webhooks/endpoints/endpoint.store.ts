import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { NotFoundError } from '../../common/http.errors.js';
import type { TenantTransaction, Transaction } from '../../database/transaction.js';
import { placeIn } from '../../credentials/vault/sealed.table.js';
import { Vault } from '../../credentials/vault/vault.js';
import type { EndpointDto } from './endpoint.dto.js';
import { EndpointTokens, hashToken } from './endpoint.tokens.js';
import { SEALED_ENDPOINT_SECRETS } from './sealed.endpoint-secrets.js';

const SELECT = `
  SELECT e.id, e.integration_id AS "integrationId", e.provider, NULL AS url, e.created_at AS "createdAt",
    e.rotated_at AS "rotatedAt", e.registered_as IS NOT NULL AS registered,
    (SELECT count(*)::int FROM webhook_endpoint_secrets s WHERE s.tenant_id = e.tenant_id AND s.endpoint_id = e.id
      AND (s.expires_at IS NULL OR s.expires_at > now())) AS "activeSecrets"
  FROM webhook_endpoints e
  WHERE e.tenant_id = $1 AND e.integration_id = $2`;

const GET_SQL = `${SELECT} AND e.id = $3`;
const LIST_SQL = `${SELECT} AND ($3::uuid IS NULL OR e.id > $3) ORDER BY e.id LIMIT $4`;

/** Ends all valid secrets except the newest $3. */
const END_OLDEST_SECRETS_SQL = `
  UPDATE webhook_endpoint_secrets SET expires_at = now() WHERE tenant_id = $1 AND endpoint_id = $2 AND id IN (
    SELECT id FROM webhook_endpoint_secrets
    WHERE tenant_id = $1 AND endpoint_id = $2 AND (expires_at IS NULL OR expires_at > now())
    ORDER BY created_at DESC, id DESC OFFSET $3)`;

export interface NewEndpoint {
  id: string;
  /** Cannot be guessed. Only the caller that creates the endpoint gets it, because the table holds only its hash. */
  token: string;
}

/** Rows of `webhook_endpoints` and their encrypted secrets. Every call is part of a tenant's transaction. */
@Injectable()
export class EndpointStore {
  constructor(
    private readonly vault: Vault,
    private readonly tokens: EndpointTokens,
  ) {}

  name(provider: string): NewEndpoint {
    const id = uuidv7();
    return { id, token: this.tokens.issue(provider, id) };
  }

  async insert(
    tx: Transaction,
    { tenantId, integrationId, provider }: { tenantId: string; integrationId: string; provider: string },
    { id, token }: NewEndpoint,
    registeredAs: readonly string[] | null,
  ): Promise<void> {
    await tx.execute(
      `INSERT INTO webhook_endpoints (tenant_id, id, integration_id, provider, token_hash, registered_as)
       VALUES ($1, $2, $3, $4, $5, $6)`,
      [tenantId, id, integrationId, provider, hashToken(token), registeredAs],
    );
  }

  list(tx: TenantTransaction, integrationId: string, after: string | undefined, limit: number): Promise<EndpointDto[]> {
    return tx.rows<EndpointDto>(LIST_SQL, [tx.tenantId, integrationId, after, limit]);
  }

  /** @throws NotFoundError also for another tenant's endpoint */
  async get(tx: TenantTransaction, integrationId: string, id: string): Promise<EndpointDto> {
    const endpoint = await tx.row<EndpointDto>(GET_SQL, [tx.tenantId, integrationId, id]);
    if (!endpoint) throw new NotFoundError('The webhook endpoint', 'webhook_endpoint_not_found');
    return endpoint;
  }

  /** The webhooks that this service registered at the provider for an integration: their names there, by endpoint. */
  registrations(tx: TenantTransaction, integrationId: string): Promise<{ id: string; registeredAs: string[] }[]> {
    return tx.rows(
      `SELECT id, registered_as AS "registeredAs" FROM webhook_endpoints
       WHERE tenant_id = $1 AND integration_id = $2 AND registered_as IS NOT NULL ORDER BY id`,
      [tx.tenantId, integrationId],
    );
  }

  /** When the newest endpoint of an integration was made, registered or not; `null`: it has none. */
  async newestAt(tx: TenantTransaction, integrationId: string): Promise<Date | null> {
    const sql = `SELECT max(created_at) AS at FROM webhook_endpoints WHERE tenant_id = $1 AND integration_id = $2`;
    return (await tx.row<{ at: Date | null }>(sql, [tx.tenantId, integrationId]))?.at ?? null;
  }

  async addSecret(tx: TenantTransaction, endpointId: string, secret: string): Promise<void> {
    const id = uuidv7();
    const sealed = this.vault.seal(secret, placeIn(SEALED_ENDPOINT_SECRETS, tx.tenantId, endpointId, id));
    await tx.execute(
      `INSERT INTO webhook_endpoint_secrets (tenant_id, endpoint_id, id, kid, wrapped_key, ciphertext, created_at)
       VALUES ($1, $2, $3, $4, $5, $6, clock_timestamp())`,
      [tx.tenantId, endpointId, id, sealed.kid, sealed.wrappedKey, sealed.ciphertext],
    );
  }

  /** The current secrets expire after `overlapSeconds`. */
  async expireSecrets(tx: TenantTransaction, id: string, overlapSeconds: number): Promise<void> {
    await tx.execute(
      `UPDATE webhook_endpoint_secrets SET expires_at = now() + $3 * interval '1 second'
       WHERE tenant_id = $1 AND endpoint_id = $2 AND expires_at IS NULL`,
      [tx.tenantId, id, overlapSeconds],
    );
    await tx.execute(`UPDATE webhook_endpoints SET rotated_at = now() WHERE tenant_id = $1 AND id = $2`, [
      tx.tenantId,
      id,
    ]);
  }

  /** Ends secrets at once, even if their overlap has not ended. */
  async endOldestSecrets(tx: TenantTransaction, endpointId: string, keep: number): Promise<void> {
    await tx.execute(END_OLDEST_SECRETS_SQL, [tx.tenantId, endpointId, keep]);
  }

  /** Returns whether the endpoint existed. */
  async remove(tx: TenantTransaction, id: string): Promise<boolean> {
    const sql = `DELETE FROM webhook_endpoints WHERE tenant_id = $1 AND id = $2`;
    return (await tx.execute(sql, [tx.tenantId, id])) > 0;
  }
}
