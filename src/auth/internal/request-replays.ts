import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { UnauthenticatedError } from '../../common/http.errors.js';
import { Database } from '../../database/database.js';
import type { ServiceClaim } from './service.claim.js';
import { SIGNATURE_WINDOW_MS } from './service.verifier.js';

/** Something a service may use once. */
export interface ReplayToken {
  service: string;
  digest: Buffer;
  expiresAt: Date;
}

const SAFE_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD']);

/** `undefined` where a repetition is harmless: version 1 has no nonce, so equal reads may well carry one signature. */
export function replayTokenOf(claim: ServiceClaim, method: string): ReplayToken | undefined {
  if (claim.version === 1 && SAFE_METHODS.has(method)) return undefined;
  return {
    service: claim.service,
    digest: createHash('sha256')
      .update(claim.version === 1 ? claim.signature : `v2${claim.nonce}`)
      .digest(),
    // Twice the window: what was signed at its very end is refused by its time before this forgets it.
    expiresAt: new Date(Number(claim.timestamp) + 2 * SIGNATURE_WINDOW_MS),
  };
}

/** Signatures and nonces already used, in PostgreSQL, so that they hold for every instance and outlive Redis. */
@Injectable()
export class RequestReplays {
  constructor(private readonly database: Database) {}

  /** @throws UnauthenticatedError `replayed` the second time; UnavailableError when PostgreSQL is away. */
  async use({ service, digest, expiresAt }: ReplayToken): Promise<void> {
    const inserted = await this.database.platform(
      `INSERT INTO request_replays (service, token, expires_at) VALUES ($1, $2, $3)
       ON CONFLICT DO NOTHING RETURNING service`,
      [service, digest, expiresAt],
    );
    if (inserted.length === 0) throw new UnauthenticatedError('This request was already accepted once', 'replayed');
  }
}
