import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { NotFoundError } from '../../common/http.errors.js';
import { CrossTenant } from '../../database/cross-tenant.js';
import type { ProviderPort } from '../../providers/provider.port.js';
import type { WebhookDelivery } from '../../providers/webhook.port.js';
import type { Sealed } from '../../integrations/vault/sealed.js';
import { Vault } from '../../integrations/vault/vault.js';

/** Whose endpoint it is, and which account they have connected. */
export interface EndpointOwner {
  tenantId: string;
  integrationId: string;
  externalAccountId: string;
}

export interface VerifiableEndpoint {
  /** Name of the provider for the platform's endpoint, else the endpoint's id. */
  id: string;
  owner: EndpointOwner | null;
  secrets: readonly string[];
}

interface SecretRow extends Sealed, EndpointOwner {
  endpointId: string;
  /** `null`: the endpoint has no secret that counts now. */
  secretId: string | null;
}

type Verify = (endpoint: VerifiableEndpoint) => boolean;

const FRESH_MS = 10_000;
/** A flood of bad signatures must not become a flood of queries. */
const RELOAD_EVERY_MS = 1_000;
const MAX_ENTRIES = 10_000;

export const hashToken = (token: string): Buffer => createHash('sha256').update(token).digest();

/**
 * The endpoints deliveries may come in by, with their secrets. Tokens are looked up by hash, so that the table
 * holds none; what was found is remembered for a few seconds, and looked up anew when a signature does not fit,
 * so that a rotated secret works at once.
 */
@Injectable()
export class EndpointDirectory {
  private readonly known = new Map<string, { endpoint: VerifiableEndpoint; at: number }>();

  constructor(
    private readonly crossTenant: CrossTenant,
    private readonly vault: Vault,
  ) {}

  /** `null`: not signed by the platform's secret. @throws NotFoundError when the provider has no platform webhook */
  platform(provider: ProviderPort, delivery: WebhookDelivery, now: number): VerifiableEndpoint | null {
    const webhook = provider.platformWebhook();
    if (!webhook) throw new NotFoundError('This webhook endpoint', 'webhook_endpoint_not_found');
    const { notificationUrl } = webhook;
    const secrets = webhook.secrets(delivery);
    const told = notificationUrl === undefined ? delivery : { ...delivery, notificationUrl };
    if (!provider.webhook.verify(told, secrets, now)) return null;
    return { id: provider.describe().name, owner: null, secrets };
  }

  /** `null`: none of the endpoint's secrets fits. @throws NotFoundError when there is no such endpoint */
  async own(provider: string, token: string, verify: Verify): Promise<VerifiableEndpoint | null> {
    const key = `${provider}\n${token}`;
    const cached = this.known.get(key);
    const age = cached ? Date.now() - cached.at : Infinity;
    if (cached && age < FRESH_MS && verify(cached.endpoint)) return cached.endpoint;
    if (cached && age < RELOAD_EVERY_MS) return null;
    const endpoint = await this.load(provider, token);
    if (!endpoint) {
      this.known.delete(key);
      throw new NotFoundError('This webhook endpoint', 'webhook_endpoint_not_found');
    }
    if (this.known.size >= MAX_ENTRIES) this.known.clear();
    this.known.set(key, { endpoint, at: Date.now() });
    return verify(endpoint) ? endpoint : null;
  }

  /** For this process, at once: its secrets have changed, or it is gone. */
  forget(endpointId: string): void {
    for (const [key, { endpoint }] of this.known) if (endpoint.id === endpointId) this.known.delete(key);
  }

  private async load(provider: string, token: string): Promise<VerifiableEndpoint | null> {
    const rows = await this.crossTenant.transaction((tx) => tx.rows<SecretRow>(LOAD_SQL, [provider, hashToken(token)]));
    const [first] = rows;
    if (!first) return null;
    const { tenantId, integrationId, externalAccountId, endpointId } = first;
    const secrets = rows.flatMap((row) =>
      row.secretId === null ? [] : [this.vault.open(row, { tenantId, ownerId: endpointId, field: row.secretId })],
    );
    return { id: endpointId, owner: { tenantId, integrationId, externalAccountId }, secrets };
  }
}

const LOAD_SQL = `
  SELECT e.tenant_id AS "tenantId", e.integration_id AS "integrationId", e.id AS "endpointId",
    i.external_account_id AS "externalAccountId", s.id AS "secretId", s.kid, s.wrapped_key AS "wrappedKey", s.ciphertext
  FROM webhook_endpoints e JOIN integrations i ON i.tenant_id = e.tenant_id AND i.id = e.integration_id
  LEFT JOIN webhook_endpoint_secrets s ON s.tenant_id = e.tenant_id AND s.endpoint_id = e.id
    AND (s.expires_at IS NULL OR s.expires_at > now())
  WHERE e.provider = $1 AND e.token_hash = $2`;
