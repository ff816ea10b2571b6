import type { KeyObject } from 'node:crypto';
import { Logger } from '@nestjs/common';
import { JwksClient, type SigningKey } from 'jwks-rsa';
import type { Clock } from '../../common/clock.js';
import { UnauthenticatedError, UnavailableError } from '../../common/http.errors.js';
import { isShortRsaKey } from '../../config/public-key.js';
import { verificationKey } from './verification-key.js';

const FETCH_TIMEOUT_MS = 3_000;
const FETCHES_PER_MINUTE = 10;
/** When the key set is older than this, it is read again in the background. Its keys stay in use meanwhile. */
const STALE_AFTER_MS = 10 * 60_000;
/**
 * When the key set is older than this, a request waits for the new set. So a withdrawn key ends even without traffic.
 */
const OLD_AFTER_MS = 60 * 60_000;

/**
 * The issuer's key set, by `kid`. The set is cached here as a whole, and the cache and rate limit of the JWKS client
 * are off. The client's cache drops an expired key even if the issuer is away. Its rate limit could be used up for all
 * callers by tokens with invented `kid`s.
 */
export class JwksKeys {
  private readonly logger = new Logger(JwksKeys.name);
  private readonly client: JwksClient;
  private keys: ReadonlyMap<string, KeyObject> = new Map();
  private fetchedAt = -Infinity;
  private failed = false;
  private attempts: number[] = [];
  private fetching?: Promise<void>;

  constructor(
    url: string,
    private readonly algorithm: string,
    private readonly clock: Clock,
    /** Whether RSA keys under 2048 bits are accepted. Not in production. */
    private readonly allowsShortKeys = false,
  ) {
    this.client = new JwksClient({ jwksUri: url, cache: false, rateLimit: false, fetcher: fetchKeySet });
  }

  /**
   * @throws UnauthenticatedError for a `kid` that the issuer does not list, UnavailableError when the issuer cannot be
   * reached.
   */
  async find(kid: string): Promise<KeyObject> {
    const age = this.clock.now() - this.fetchedAt;
    if (!this.keys.has(kid) || age > OLD_AFTER_MS) await this.refresh();
    else if (age > STALE_AFTER_MS) void this.refresh();
    const key = this.keys.get(kid);
    if (key) return key;
    if (this.failed) throw new UnavailableError("The token issuer's key set");
    throw new UnauthenticatedError('The token names a key that its issuer does not list');
  }

  /** Never rejects. If the set cannot be read, the known keys stay in use. */
  private refresh(): Promise<void> {
    if (!this.fetching && this.mayFetch()) {
      this.fetching = this.fetch().finally(() => (this.fetching = undefined));
    }
    return this.fetching ?? Promise.resolve();
  }

  private mayFetch(): boolean {
    const now = this.clock.now();
    this.attempts = this.attempts.filter((at) => now - at < 60_000);
    return this.attempts.length < FETCHES_PER_MINUTE;
  }

  private async fetch(): Promise<void> {
    const startedAt = this.clock.now();
    this.attempts.push(startedAt);
    try {
      this.keys = this.usable(await this.client.getSigningKeys());
      this.fetchedAt = startedAt;
      this.failed = false;
    } catch (error) {
      this.failed = true;
      this.logger.warn(`JWT_JWKS_URL could not be read. ${this.keys.size} known keys stay valid: ${String(error)}`);
    }
  }

  private usable(signingKeys: SigningKey[]): Map<string, KeyObject> {
    const usable = new Map<string, KeyObject>();
    for (const { kid, alg, getPublicKey } of signingKeys) {
      if (!kid || usable.has(kid) || (alg !== undefined && alg !== this.algorithm)) continue;
      try {
        const key = verificationKey(getPublicKey(), this.algorithm);
        if (this.allowsShortKeys || !isShortRsaKey(key)) usable.set(kid, key);
      } catch {
        // The set may also hold keys of other algorithms.
      }
    }
    return usable;
  }
}

/** Replaces the client's own request, which has no timeout once the response has begun. */
async function fetchKeySet(url: string): Promise<{ keys: unknown }> {
  const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(FETCH_TIMEOUT_MS) });
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
  return (await response.json()) as { keys: unknown };
}
