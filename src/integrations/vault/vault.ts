import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config, type EncryptionKey } from '../../config/config.js';
import type { Sealed, SecretPlace } from './sealed.js';

const ALGORITHM = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;
const KEY_BYTES = 32;

/** Envelope encryption: the first of ENCRYPTION_KEYS seals, all of them open. */
@Injectable()
export class Vault {
  constructor(@Inject(CONFIG) private readonly config: Config) {}

  seal(plaintext: string, place: SecretPlace): Sealed {
    const master = this.config.encryptionKeys[0];
    if (!master) throw new Error('ENCRYPTION_KEYS is empty');
    const dataKey = randomBytes(KEY_BYTES);
    const aad = associatedData(place, master.kid);
    return {
      kid: master.kid,
      wrappedKey: encrypt(master.key, dataKey, aad),
      ciphertext: encrypt(dataKey, Buffer.from(plaintext, 'utf8'), aad),
    };
  }

  /** @throws Error when the key is unknown, or the row was altered or belongs elsewhere. Never quotes anything. */
  open(sealed: Sealed, place: SecretPlace): string {
    const aad = associatedData(place, sealed.kid);
    const dataKey = decrypt(this.master(sealed.kid).key, sealed.wrappedKey, aad);
    return decrypt(dataKey, sealed.ciphertext, aad).toString('utf8');
  }

  private master(kid: string): EncryptionKey {
    const key = this.config.encryptionKeys.find((candidate) => candidate.kid === kid);
    if (!key) throw new Error(`ENCRYPTION_KEYS has no key "${kid}", which sealed a stored secret`);
    return key;
  }
}

function associatedData({ tenantId, ownerId, field }: SecretPlace, kid: string): Buffer {
  return Buffer.from([tenantId, ownerId, field, kid].join('|'), 'utf8');
}

/** iv | tag | ciphertext */
function encrypt(key: Buffer, plaintext: Buffer, aad: Buffer): Buffer {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv(ALGORITHM, key, iv, { authTagLength: TAG_BYTES }).setAAD(aad);
  const body = Buffer.concat([cipher.update(plaintext), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), body]);
}

function decrypt(key: Buffer, sealed: Buffer, aad: Buffer): Buffer {
  const iv = sealed.subarray(0, IV_BYTES);
  const tag = sealed.subarray(IV_BYTES, IV_BYTES + TAG_BYTES);
  const decipher = createDecipheriv(ALGORITHM, key, iv, { authTagLength: TAG_BYTES }).setAAD(aad).setAuthTag(tag);
  return Buffer.concat([decipher.update(sealed.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]);
}
