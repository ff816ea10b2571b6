import { createCipheriv, randomBytes } from 'node:crypto';
import type { EncryptionKey } from '../../../config/config.js';
import type { Sealed, SecretPlace } from '../sealed.js';

/** Encrypts in the format of version 0.2.0: no version byte, and associated data joined by `|`. */
export function sealFormerly({ kid, key }: EncryptionKey, plaintext: string, place: SecretPlace): Sealed {
  const bound = Buffer.from([place.tenantId, place.ownerId, place.field, kid].join('|'));
  const dataKey = randomBytes(32);
  return { kid, wrappedKey: encrypt(key, dataKey, bound), ciphertext: encrypt(dataKey, Buffer.from(plaintext), bound) };
}

function encrypt(key: Buffer, plaintext: Buffer, bound: Buffer): Buffer {
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(bound);
  const body = Buffer.concat([cipher.update(plaintext), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), body]);
}
