import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../config/config.js';

/**
 * Purposes of signing keys. A name is part of the key's derivation and of its row, so renaming a purpose invalidates
 * everything that it has signed.
 */
export const SIGNING_PURPOSES = ['page-cursor', 'oauth-state', 'oauth-confirmation', 'webhook-endpoint'] as const;

export type SigningPurpose = (typeof SIGNING_PURPOSES)[number];

/**
 * The keys of everything that this service signs for itself. Each purpose has its own keys, so a signature for one
 * purpose is never accepted for another. Call it for each use: no other place may keep a key.
 *
 * Stored keys are supplied when the process starts. Keys derived from ENCRYPTION_KEYS verify older signatures. They
 * also sign while the stored keys cannot be read.
 */
@Injectable()
export class SigningKeys {
  private readonly keys = new Map<SigningPurpose, readonly Buffer[]>();

  constructor(@Inject(CONFIG) private readonly config: Config) {}

  /** @param stored the first key signs from now on; all of them verify, and so do the derived keys */
  supply(purpose: SigningPurpose, stored: readonly Buffer[]): void {
    this.keys.set(purpose, [...stored, ...this.derived(purpose)]);
  }

  /** The first key signs, and all keys verify: the stored ones, and one derived from each of ENCRYPTION_KEYS. */
  for(purpose: SigningPurpose): readonly Buffer[] {
    const known = this.keys.get(purpose);
    if (known) return known;
    const derived = this.derived(purpose);
    this.keys.set(purpose, derived);
    return derived;
  }

  /** @throws Error when there is no key */
  first(purpose: SigningPurpose): Buffer {
    const [key] = this.for(purpose);
    if (!key) throw new Error('ENCRYPTION_KEYS is empty');
    return key;
  }

  private derived(purpose: SigningPurpose): readonly Buffer[] {
    return this.config.encryptionKeys.map(({ key }) => createHash('sha256').update(purpose).update(key).digest());
  }
}
