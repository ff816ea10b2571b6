import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { Sealed, SecretPlace } from './sealed.js';

const ALGORITHM = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;
export const KEY_BYTES = 32;

/** Version 2 writes it before `iv | tag | body`; version 1 had no such byte. */
const VERSION = 2;
/** Always as long, so a wrapped key of version 1, which is one byte shorter, is never taken for one of this version. */
const WRAPPED_KEY_BYTES = 1 + IV_BYTES + TAG_BYTES + KEY_BYTES;

/** SQL: whether a row is sealed in the newest form by the key named $1. An empty row is. */
export const IS_CURRENT_SQL = `(ciphertext IS NULL OR coalesce(kid = $1 AND octet_length(wrapped_key) = ${WRAPPED_KEY_BYTES}
  AND substring(wrapped_key FROM 1 FOR 1) = '\\x0${VERSION}'::bytea, false))`;

/** Which of the two parts of a secret: bound into each, so that one is never taken for the other. */
export type SealedPart = 'key' | 'secret';

export function encrypt(key: Buffer, plaintext: Buffer, bound: Buffer): Buffer {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv(ALGORITHM, key, iv, { authTagLength: TAG_BYTES }).setAAD(bound);
  const body = Buffer.concat([cipher.update(plaintext), cipher.final()]);
  return Buffer.concat([Buffer.of(VERSION), iv, cipher.getAuthTag(), body]);
}

/** @throws Error when it was altered, or other data was bound into it */
export function decrypt(key: Buffer, sealed: Buffer, bound: Buffer): Buffer {
  const iv = sealed.subarray(0, IV_BYTES);
  const tag = sealed.subarray(IV_BYTES, IV_BYTES + TAG_BYTES);
  const decipher = createDecipheriv(ALGORITHM, key, iv, { authTagLength: TAG_BYTES }).setAAD(bound).setAuthTag(tag);
  return Buffer.concat([decipher.update(sealed.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]);
}

/** What is bound into a part of this version: no two places give the same bytes, whatever characters they hold. */
export function associatedData({ tenantId, ownerId, field }: SecretPlace, kid: string, part: SealedPart): Buffer {
  return Buffer.from(JSON.stringify([VERSION, part, tenantId, ownerId, field, kid]), 'utf8');
}

/** What version 1 bound into both parts. */
export function formerAssociatedData({ tenantId, ownerId, field }: SecretPlace, kid: string): Buffer {
  return Buffer.from([tenantId, ownerId, field, kid].join('|'), 'utf8');
}

/** Both parts without their version byte; `null`: of version 1. */
export function currentParts({ wrappedKey, ciphertext }: Sealed): Omit<Sealed, 'kid'> | null {
  if (wrappedKey.length !== WRAPPED_KEY_BYTES) return null;
  if (wrappedKey[0] !== VERSION || ciphertext[0] !== VERSION)
    throw new Error('Sealed in a form that is not known here');
  return { wrappedKey: wrappedKey.subarray(1), ciphertext: ciphertext.subarray(1) };
}
