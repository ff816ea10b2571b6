import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { Sealed, SecretPlace } from './sealed.js';

const ALGORITHM = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;
export const KEY_BYTES = 32;

/** Version byte, written before `iv | tag | body`. Version 1 had no such byte. */
const VERSION = 2;
/** Fixed length of a wrapped key. In version 1 it is one byte shorter, so the two versions cannot be confused. */
const WRAPPED_KEY_BYTES = 1 + IV_BYTES + TAG_BYTES + KEY_BYTES;

/** SQL condition: the row is encrypted with the key $1 in the newest format. An empty row counts as current. */
export const IS_CURRENT_SQL = `(ciphertext IS NULL OR coalesce(kid = $1 AND octet_length(wrapped_key) = ${WRAPPED_KEY_BYTES}
  AND substring(wrapped_key FROM 1 FOR 1) = '\\x0${VERSION}'::bytea, false))`;

/** The two parts of a secret. The name is authenticated in each part, so that they cannot be swapped. */
export type SealedPart = 'key' | 'secret';

export function encrypt(key: Buffer, plaintext: Buffer, bound: Buffer): Buffer {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv(ALGORITHM, key, iv, { authTagLength: TAG_BYTES }).setAAD(bound);
  const body = Buffer.concat([cipher.update(plaintext), cipher.final()]);
  return Buffer.concat([Buffer.of(VERSION), iv, cipher.getAuthTag(), body]);
}

/** @throws Error when the data was altered, or was encrypted with other associated data */
export function decrypt(key: Buffer, sealed: Buffer, bound: Buffer): Buffer {
  const iv = sealed.subarray(0, IV_BYTES);
  const tag = sealed.subarray(IV_BYTES, IV_BYTES + TAG_BYTES);
  const decipher = createDecipheriv(ALGORITHM, key, iv, { authTagLength: TAG_BYTES }).setAAD(bound).setAuthTag(tag);
  return Buffer.concat([decipher.update(sealed.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]);
}

/** Data that is authenticated with a part. JSON keeps the fields apart, so two places never have the same bytes. */
export function associatedData({ tenantId, ownerId, field }: SecretPlace, kid: string, part: SealedPart): Buffer {
  return Buffer.from(JSON.stringify([VERSION, part, tenantId, ownerId, field, kid]), 'utf8');
}

/** Data that version 1 authenticated with both parts. */
export function formerAssociatedData({ tenantId, ownerId, field }: SecretPlace, kid: string): Buffer {
  return Buffer.from([tenantId, ownerId, field, kid].join('|'), 'utf8');
}

/** Both parts without their version byte. `null`: the secret has the format of version 1. */
export function currentParts({ wrappedKey, ciphertext }: Sealed): Omit<Sealed, 'kid'> | null {
  if (wrappedKey.length !== WRAPPED_KEY_BYTES) return null;
  if (wrappedKey[0] !== VERSION || ciphertext[0] !== VERSION) throw new Error('Unknown format of an encrypted secret');
  return { wrappedKey: wrappedKey.subarray(1), ciphertext: ciphertext.subarray(1) };
}
