import { createHash } from 'node:crypto';
import type { TargetKey } from '../../providers/push.port.js';
import type { Entity } from '../items/entity.js';

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';
const BITS = 5;
/** 160 bits are 32 characters. */
const NAME_BYTES = 20;
const UUID_BYTES = 16;

/** 32 characters of base32 (RFC 4648, lower case) of the SHA-256 of the parts. */
function base32(...parts: readonly (string | number)[]): string {
  let bits = 0;
  let held = 0;
  let text = '';
  for (const byte of digest(parts).subarray(0, NAME_BYTES)) {
    held = (held << 8) | byte;
    for (bits += 8; bits >= BITS; bits -= BITS) text += ALPHABET[(held >>> (bits - BITS)) & 31];
    held &= (1 << bits) - 1;
  }
  return text;
}

/** A UUID of version 8 (RFC 9562) of the SHA-256 of the parts. */
function uuid(...parts: readonly string[]): string {
  const bytes = digest(parts).subarray(0, UUID_BYTES);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

/** JSON keeps the parts apart. */
function digest(parts: readonly (string | number)[]): Buffer {
  return createHash('sha256').update(JSON.stringify(parts)).digest();
}

/** The id of a target follows from what it is, so that another target can wait for it before it exists. */
export function targetId(tenantId: string, integrationId: string, { target, subject, part }: TargetKey): string {
  return uuid('target', tenantId, integrationId, target, subject, part);
}

/** What a target waits for that needs an item which was not pushed yet. */
export function itemId(tenantId: string, entity: Entity, platformId: string): string {
  return uuid('item', tenantId, entity, platformId);
}

export interface Account {
  tenantId: string;
  provider: string;
  externalAccountId: string;
}

/**
 * The name by which a provider can be asked for the object. It contains the account and not the integration: who
 * disconnects and connects again finds the objects of the time before.
 */
export function referenceOf(
  { tenantId, provider, externalAccountId }: Account,
  { target, subject, part }: TargetKey,
): string {
  return base32(tenantId, provider, externalAccountId, target, subject, part);
}

export interface OperationNumber {
  operation: number;
  generation: number;
  /** Of the newest item that the request is built from. */
  version: number;
}

/**
 * The idempotency key of an operation: 33 characters, which every provider takes. After a restore of an older backup the
 * numbers begin again, so the version is part of it: a key that was used must not come with other bytes.
 */
export function idempotencyKey(targetId: string, { operation, generation, version }: OperationNumber): string {
  return `h${base32('key', targetId, operation, generation, version)}`;
}

/**
 * The idempotency key of a request that makes an object, as another hub of the account would give it. That hub may have
 * another version of the item, so the version is no part of it: where the key comes with other bytes, that is a doubt, and the
 * object is found.
 * @param operation without those that the provider has not taken
 */
export function keyForAllHubs(reference: string, { operation, generation }: Omit<OperationNumber, 'version'>): string {
  return `h${base32('key for all hubs', reference, operation, generation)}`;
}

/**
 * The same, of a request that makes an object in place of another one. Hubs have changed their objects differently often, so only
 * what has happened since counts.
 * @param replaced id of the other object
 * @param sinceDone requests that the provider has taken since one was done
 */
export function replacementKey(reference: string, replaced: string, sinceDone: number): string {
  return `h${base32('key of a replacement', reference, replaced, sinceDone)}`;
}
