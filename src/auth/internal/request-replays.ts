import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { UnauthenticatedError } from '../../common/http.errors.js';
import { Database } from '../../database/database.js';
import type { ServiceClaim } from './service.claim.js';
import { SIGNATURE_WINDOW_MS } from './service.verifier.js';

/** A signature or nonce that a service may use once. */
export interface ReplayToken {
  service: string;
  digest: Buffer;
  expiresAt: Date;
}

const SAFE_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD']);

/** `undefined` if a repetition is harmless. Version 1 has no nonce, so two equal reads may have the same signature. */
export function replayTokenOf(claim: ServiceClaim, method: string): ReplayToken | undefined {
  if (claim.version === 1 && SAFE_METHODS.has(method)) return undefined;
  return {
    service: claim.service,
    digest: createHash('sha256')
      .update(claim.version === 1 ? claim.signature : `v2${claim.nonce}`)
      .digest(),
    // Twice the window. By then the timestamp of the request is too old in any case, so the row is no longer needed.
    expiresAt: new Date(Number(claim.timestamp) + 2 * SIGNATURE_WINDOW_MS),
  };
}

/** Stores used signatures and nonces in PostgreSQL, so all instances see them and a loss of Redis does not matter. */
@Injectable()
export class RequestReplays {
  constructor(private readonly database: Database) {}

  /** @throws UnauthenticatedError `replayed` on the second use; UnavailableError when PostgreSQL is away. */
  async use({ service, digest, expiresAt }: ReplayToken): Promise<void> {
    const inserted = await this.database.platform(
      `INSERT INTO request_replays (service, token, expires_at) VALUES ($1, $2, $3)
       ON CONFLICT DO NOTHING RETURNING service`,
      [service, digest, expiresAt],
    );
    if (inserted.length === 0) throw new UnauthenticatedError('This request was already accepted once', 'replayed');
  }
}
