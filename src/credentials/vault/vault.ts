import { randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config, type EncryptionKey } from '../../config/config.js';
import { associatedData, currentParts, decrypt, encrypt, formerAssociatedData, KEY_BYTES } from './sealed.format.js';
import type { Sealed, SecretPlace } from './sealed.js';
import { SecretUnreadableError, type UnreadableSecret } from './secret.error.js';

/** Envelope encryption. The first of ENCRYPTION_KEYS encrypts; all of them decrypt. */
@Injectable()
export class Vault {
  constructor(@Inject(CONFIG) private readonly config: Config) {}

  /** Name of the key that encrypts. */
  get kid(): string {
    return this.master.kid;
  }

  seal(plaintext: string, place: SecretPlace): Sealed {
    const { kid, key } = this.master;
    const dataKey = randomBytes(KEY_BYTES);
    return {
      kid,
      wrappedKey: encrypt(key, dataKey, associatedData(place, kid, 'key')),
      ciphertext: encrypt(dataKey, Buffer.from(plaintext, 'utf8'), associatedData(place, kid, 'secret')),
    };
  }

  /** @throws SecretUnreadableError when the key is unknown, or the row was altered or copied from another place */
  open(sealed: Sealed, place: SecretPlace): string {
    const { kid } = sealed;
    const known = this.config.encryptionKeys.find((candidate) => candidate.kid === kid);
    if (!known) throw this.unreadable(kid, 'key_missing');
    try {
      return openWith(known.key, sealed, place).toString('utf8');
    } catch (cause) {
      throw this.unreadable(kid, 'altered', cause);
    }
  }

  private unreadable(kid: string, reason: UnreadableSecret['reason'], cause?: unknown): SecretUnreadableError {
    const { SECRET_RETRY_SECONDS: retryAfterSeconds } = this.config.limits;
    return new SecretUnreadableError({ kid, reason, retryAfterSeconds, cause });
  }

  private get master(): EncryptionKey {
    const [master] = this.config.encryptionKeys;
    if (!master) throw new Error('ENCRYPTION_KEYS is empty');
    return master;
  }
}

function openWith(key: Buffer, sealed: Sealed, place: SecretPlace): Buffer {
  const { kid } = sealed;
  const current = currentParts(sealed);
  if (current) {
    const dataKey = decrypt(key, current.wrappedKey, associatedData(place, kid, 'key'));
    return decrypt(dataKey, current.ciphertext, associatedData(place, kid, 'secret'));
  }
  const bound = formerAssociatedData(place, kid);
  return decrypt(decrypt(key, sealed.wrappedKey, bound), sealed.ciphertext, bound);
}
