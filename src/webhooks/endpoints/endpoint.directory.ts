import { Inject, Injectable } from '@nestjs/common';
import { BoundedCache } from '../../common/bounded-cache.js';
import { Clock } from '../../common/clock.js';
import { UnknownEndpointError } from '../../common/http.errors.js';
import { CONFIG, type Config } from '../../config/config.js';
import { answeredWithin } from '../../database/answered-within.js';
import { Database } from '../../database/database.js';
import type { ProviderPort } from '../../providers/provider.port.js';
import type { PlatformWebhook, WebhookDelivery } from '../../providers/webhook.port.js';
import type { Sealed } from '../../credentials/vault/sealed.js';
import { placeIn } from '../../credentials/vault/sealed.table.js';
import { SecretUnreadableError } from '../../credentials/vault/secret.error.js';
import { Vault } from '../../credentials/vault/vault.js';
import { EndpointTokens, hashToken } from './endpoint.tokens.js';
import { SEALED_ENDPOINT_SECRETS } from './sealed.endpoint-secrets.js';

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

interface Found {
  endpoint: VerifiableEndpoint;
  /** Why one of its secrets is not among them: it exists, and cannot be decrypted now. */
  unreadable: SecretUnreadableError | null;
}

interface Remembered extends Found {
  loadedAt: number;
  /** When a signature last fitted none of the secrets although they had just been read. */
  misfitAt: number;
}

/**
 * The endpoints that deliveries come in by, with their secrets. Tokens are looked up by hash, so that the table holds
 * none. What was found is remembered for a few seconds, and read again when a signature does not fit, so that a
 * rotated secret works at once. However many deliveries ask for one endpoint at the same time, the database is asked
 * once. Guessed tokens are remembered apart from endpoints, which they therefore cannot displace.
 */
@Injectable()
export class EndpointDirectory {
  private readonly known: BoundedCache<string, Remembered>;
  /** Until when the answer stands that there is no such endpoint. */
  private readonly unknown: BoundedCache<string, number>;
  private readonly loads = new Map<string, Promise<Remembered>>();
  /** Counts what was forgotten: a load that began before may have read what no longer holds. */
  private generation = 0;

  constructor(
    private readonly database: Database,
    private readonly vault: Vault,
    private readonly tokens: EndpointTokens,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {
    this.known = new BoundedCache(config.limits.WEBHOOK_ENDPOINTS_REMEMBERED);
    this.unknown = new BoundedCache(config.limits.WEBHOOK_UNKNOWN_TOKENS_REMEMBERED);
  }

  /**
   * `null`: not signed by the platform's secret.
   * @param webhook the platform's own of this provider
   */
  platform(
    provider: ProviderPort,
    webhook: PlatformWebhook,
    delivery: WebhookDelivery,
    now: number,
  ): VerifiableEndpoint | null {
    const { notificationUrl } = webhook;
    const secrets = webhook.secrets(delivery);
    const told = notificationUrl === undefined ? delivery : { ...delivery, notificationUrl };
    if (!provider.webhook.verify(told, secrets, now)) return null;
    return { id: provider.describe().name, owner: null, secrets };
  }

  /**
   * Whether {@link own} would have to ask the database for a token that nothing vouches for: not the memory of an
   * endpoint, and not the token's MAC, which counts for nothing once it was found without an endpoint. Only then may
   * a caller be refused for how often it has failed.
   */
  mustLookUp(provider: string, token: string): boolean {
    const key = keyOf(provider, token);
    if (this.known.has(key) || this.loads.has(key)) return false;
    const unknownUntil = this.unknown.get(key);
    if (unknownUntil !== undefined) return unknownUntil <= this.clock.now();
    return this.tokens.check(provider, token) === 'perhaps';
  }

  /** Makes sure that there is such an endpoint, before a body is read for it. @throws UnknownEndpointError */
  async require(provider: string, token: string): Promise<void> {
    if (this.known.has(keyOf(provider, token))) return;
    if (this.isUnknown(provider, token)) throw new UnknownEndpointError();
    await this.load(provider, token);
  }

  /**
   * `null`: none of the endpoint's secrets fits.
   * @throws UnknownEndpointError when there is no such endpoint
   * @throws SecretUnreadableError when none fits of those that can be read, and another one might
   */
  async own(provider: string, token: string, verify: Verify): Promise<VerifiableEndpoint | null> {
    const key = keyOf(provider, token);
    const known = this.known.get(key);
    if (known && this.isFresh(known)) {
      if (fits(known, verify)) return known.endpoint;
      if (this.isMisfit(known)) return refused(known);
    }
    if (!known && this.isUnknown(provider, token)) throw new UnknownEndpointError();
    const underWay = this.loads.get(key);
    if (underWay) {
      const loaded = await underWay;
      if (fits(loaded, verify)) return loaded.endpoint;
      if (this.isMisfit(loaded)) return refused(loaded);
    }
    // A load that was under way may have missed a rotation just before this delivery; one that begins now cannot.
    const current = await this.load(provider, token);
    if (fits(current, verify)) return current.endpoint;
    current.misfitAt = this.clock.now();
    return refused(current);
  }

  /** For this process, at once: its secrets have changed, or it is gone. */
  forget(endpointId: string): void {
    this.generation++;
    this.loads.clear();
    for (const [key, { endpoint }] of this.known) if (endpoint.id === endpointId) this.known.delete(key);
  }

  private isFresh({ loadedAt }: Remembered): boolean {
    return this.clock.now() - loadedAt < this.config.limits.WEBHOOK_ENDPOINT_FRESH_MS;
  }

  /** A flood of bad signatures must not become a flood of queries. One that fitted after all does not count. */
  private isMisfit({ misfitAt }: Remembered): boolean {
    return this.clock.now() - misfitAt < this.config.limits.WEBHOOK_ENDPOINT_RELOAD_MS;
  }

  private isUnknown(provider: string, token: string): boolean {
    const until = this.unknown.get(keyOf(provider, token)) ?? -Infinity;
    return until > this.clock.now() || this.tokens.check(provider, token) === 'no';
  }

  private load(provider: string, token: string): Promise<Remembered> {
    const key = keyOf(provider, token);
    const underWay = this.loads.get(key);
    if (underWay) return underWay;
    const loading = this.read(provider, token).finally(() => {
      if (this.loads.get(key) === loading) this.loads.delete(key);
    });
    this.loads.set(key, loading);
    return loading;
  }

  private async read(provider: string, token: string): Promise<Remembered> {
    const key = keyOf(provider, token);
    const { generation } = this;
    const loadedAt = this.clock.now();
    const found = await this.find(provider, token);
    if (!found) {
      this.known.delete(key);
      this.unknown.set(key, this.clock.now() + this.unknownFor(provider, token));
      throw new UnknownEndpointError();
    }
    const current = { ...found, loadedAt, misfitAt: -Infinity };
    if (generation === this.generation) this.known.set(key, current);
    this.unknown.delete(key);
    return current;
  }

  /** A provider may use the URL of an endpoint that is only just being committed. */
  private unknownFor(provider: string, token: string): number {
    const { WEBHOOK_UNKNOWN_TOKEN_MS: guessed, WEBHOOK_ENDPOINT_RELOAD_MS: ours } = this.config.limits;
    return this.tokens.check(provider, token) === 'ours' ? Math.min(ours, guessed) : guessed;
  }

  private async find(provider: string, token: string): Promise<Found | null> {
    const rows = await answeredWithin(
      this.config.limits.WEBHOOK_LOOKUP_TIMEOUT_MS,
      this.database.call<SecretRow>(FIND_SQL, [provider, hashToken(token)]),
    );
    const [first] = rows;
    if (!first) return null;
    const { tenantId, integrationId, externalAccountId, endpointId } = first;
    const secrets: string[] = [];
    let unreadable: SecretUnreadableError | null = null;
    for (const row of rows) {
      if (row.secretId === null) continue;
      try {
        secrets.push(this.vault.open(row, placeIn(SEALED_ENDPOINT_SECRETS, tenantId, endpointId, row.secretId)));
      } catch (error) {
        if (!(error instanceof SecretUnreadableError)) throw error;
        unreadable = error;
      }
    }
    return { endpoint: { id: endpointId, owner: { tenantId, integrationId, externalAccountId }, secrets }, unreadable };
  }
}

/** An endpoint whose secrets cannot be read is not one without any, whose path alone may suffice. */
function fits({ endpoint, unreadable }: Found, verify: Verify): boolean {
  return (endpoint.secrets.length > 0 || !unreadable) && verify(endpoint);
}

/** Refused for good, unless the secret that signed may be one that cannot be read: then the provider is to try again. */
function refused({ unreadable }: Found): null {
  if (unreadable) throw unreadable;
  return null;
}

const keyOf = (provider: string, token: string): string => `${provider}\n${token}`;

/** The function's text: `database/functions`. */
const FIND_SQL = `
  SELECT tenant_id AS "tenantId", integration_id AS "integrationId", endpoint_id AS "endpointId",
    external_account_id AS "externalAccountId", secret_id AS "secretId", kid, wrapped_key AS "wrappedKey", ciphertext
  FROM find_webhook_endpoint($1, $2)`;
