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

/** The owner of an endpoint, and the connected account. */
export interface EndpointOwner {
  tenantId: string;
  integrationId: string;
  externalAccountId: string;
}

export interface VerifiableEndpoint {
  /** For the platform's endpoint the name of the provider, otherwise the endpoint's id. */
  id: string;
  owner: EndpointOwner | null;
  secrets: readonly string[];
}

interface SecretRow extends Sealed, EndpointOwner {
  endpointId: string;
  /** `null`: the endpoint has no valid secret. */
  secretId: string | null;
}

type Verify = (endpoint: VerifiableEndpoint) => boolean;

interface Found {
  endpoint: VerifiableEndpoint;
  /** Set if one of its secrets exists but cannot be decrypted now. */
  unreadable: SecretUnreadableError | null;
}

interface Remembered extends Found {
  loadedAt: number;
  /** When a signature last matched none of the secrets although these had just been read. */
  misfitAt: number;
}

/**
 * The endpoints of deliveries, with their secrets. The table holds hashes of the tokens, so tokens are looked up by
 * hash. Results are cached for a few seconds. They are read again when a signature does not match, so that a rotated
 * secret works at once. Concurrent deliveries to one endpoint share one query. Guessed tokens have a separate cache, so
 * they cannot displace endpoints.
 */
@Injectable()
export class EndpointDirectory {
  private readonly known: BoundedCache<string, Remembered>;
  /** Time until which a token is known to have no endpoint. */
  private readonly unknown: BoundedCache<string, number>;
  private readonly loads = new Map<string, Promise<Remembered>>();
  /** Raised by `forget()`. A load that began before may have read outdated secrets, so it is not cached. */
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
   * `null`: the platform's secret did not sign the delivery.
   * @param webhook the platform's own webhook of this provider
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
   * Whether {@link own} would query the database for an unverified token. A token is verified if its endpoint is cached
   * or its MAC matches; the MAC no longer counts once the token was found to have no endpoint. Only callers with an
   * unverified token may be refused for too many failures.
   */
  mustLookUp(provider: string, token: string): boolean {
    const key = keyOf(provider, token);
    if (this.known.has(key) || this.loads.has(key)) return false;
    const unknownUntil = this.unknown.get(key);
    if (unknownUntil !== undefined) return unknownUntil <= this.clock.now();
    return this.tokens.check(provider, token) === 'perhaps';
  }

  /** Checks that the endpoint exists, before the body is read. @throws UnknownEndpointError */
  async require(provider: string, token: string): Promise<void> {
    if (this.known.has(keyOf(provider, token))) return;
    if (this.isUnknown(provider, token)) throw new UnknownEndpointError();
    await this.load(provider, token);
  }

  /**
   * `null`: none of the endpoint's secrets matches.
   * @throws UnknownEndpointError when the endpoint does not exist
   * @throws SecretUnreadableError when no readable secret matches, but an unreadable one might
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
    // A load that was already running may have missed a rotation just before this delivery. A load that begins now
    // cannot.
    const current = await this.load(provider, token);
    if (fits(current, verify)) return current.endpoint;
    current.misfitAt = this.clock.now();
    return refused(current);
  }

  /** Removes an endpoint from the cache of this process, because its secrets have changed or it was deleted. */
  forget(endpointId: string): void {
    this.generation++;
    this.loads.clear();
    for (const [key, { endpoint }] of this.known) if (endpoint.id === endpointId) this.known.delete(key);
  }

  private isFresh({ loadedAt }: Remembered): boolean {
    return this.clock.now() - loadedAt < this.config.limits.WEBHOOK_ENDPOINT_FRESH_MS;
  }

  /** Prevents a flood of bad signatures from becoming a flood of queries. */
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

  /**
   * Shorter for our own tokens: a provider may already use the URL of an endpoint whose creation is not committed yet.
   */
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

/**
 * If no secret can be read, the delivery does not fit. Only an endpoint without any secret may accept it by its path
 * alone.
 */
function fits({ endpoint, unreadable }: Found, verify: Verify): boolean {
  return (endpoint.secrets.length > 0 || !unreadable) && verify(endpoint);
}

/** `null` is a final refusal. If an unreadable secret may have signed, the error makes the provider try again. */
function refused({ unreadable }: Found): null {
  if (unreadable) throw unreadable;
  return null;
}

const keyOf = (provider: string, token: string): string => `${provider}\n${token}`;

/** The function is defined in `database/functions`. */
const FIND_SQL = `
  SELECT tenant_id AS "tenantId", integration_id AS "integrationId", endpoint_id AS "endpointId",
    external_account_id AS "externalAccountId", secret_id AS "secretId", kid, wrapped_key AS "wrappedKey", ciphertext
  FROM find_webhook_endpoint($1, $2)`;
