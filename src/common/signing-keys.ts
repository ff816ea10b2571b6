import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../config/config.js';

/** What a key signs. Part of its derivation: renaming one voids all that it has signed. */
export type SigningPurpose = 'page-cursor' | 'oauth-state' | 'oauth-confirmation' | 'webhook-endpoint';

/**
 * The keys for what this service signs for itself. Each purpose has its own, so that nothing signed for one is ever
 * accepted for another. Ask for them each time: they are remembered here, and nowhere else.
 */
@Injectable()
export class SigningKeys {
  private readonly derived = new Map<SigningPurpose, readonly Buffer[]>();

  constructor(@Inject(CONFIG) private readonly config: Config) {}

  /** The first signs, all verify: one for each of ENCRYPTION_KEYS. */
  for(purpose: SigningPurpose): readonly Buffer[] {
    let keys = this.derived.get(purpose);
    if (!keys) {
      keys = this.config.encryptionKeys.map(({ key }) => createHash('sha256').update(purpose).update(key).digest());
      this.derived.set(purpose, keys);
    }
    return keys;
  }

  /** @throws Error when there is none */
  first(purpose: SigningPurpose): Buffer {
    const [key] = this.for(purpose);
    if (!key) throw new Error('ENCRYPTION_KEYS is empty');
    return key;
  }
}
