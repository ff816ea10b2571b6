import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../config/config.js';

/** What a key signs. Part of a key's derivation and of its row: renaming one voids all that it has signed. */
export const SIGNING_PURPOSES = ['page-cursor', 'oauth-state', 'oauth-confirmation', 'webhook-endpoint'] as const;

export type SigningPurpose = (typeof SIGNING_PURPOSES)[number];

/**
 * The keys for what this service signs for itself. Each purpose has its own, so that nothing signed for one is ever
 * accepted for another. Ask for them each time: they are remembered here, and nowhere else.
 *
 * The stored ones are supplied when the process starts. Those that are derived from ENCRYPTION_KEYS have signed before
 * there were stored ones, and sign while none of these can be read.
 */
@Injectable()
export class SigningKeys {
  private readonly keys = new Map<SigningPurpose, readonly Buffer[]>();

  constructor(@Inject(CONFIG) private readonly config: Config) {}

  /** @param stored the first of them signs from now on; all of them verify, and so do the derived ones */
  supply(purpose: SigningPurpose, stored: readonly Buffer[]): void {
    this.keys.set(purpose, [...stored, ...this.derived(purpose)]);
  }

  /** The first signs, all verify: the stored ones, and one for each of ENCRYPTION_KEYS. */
  for(purpose: SigningPurpose): readonly Buffer[] {
    const known = this.keys.get(purpose);
    if (known) return known;
    const derived = this.derived(purpose);
    this.keys.set(purpose, derived);
    return derived;
  }

  /** @throws Error when there is none */
  first(purpose: SigningPurpose): Buffer {
    const [key] = this.for(purpose);
    if (!key) throw new Error('ENCRYPTION_KEYS is empty');
    return key;
  }

  private derived(purpose: SigningPurpose): readonly Buffer[] {
    return this.config.encryptionKeys.map(({ key }) => createHash('sha256').update(purpose).update(key).digest());
  }
}
