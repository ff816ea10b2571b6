import { createHash, createHmac, randomBytes } from 'node:crypto';
import { safeEqual } from '../../common/safe-equal.js';

const TENANT_BYTES = 16;
/** 256 bits. */
const RANDOM_BYTES = 32;
const PAYLOAD_CHARACTERS = ((TENANT_BYTES + RANDOM_BYTES) / 3) * 4;
const TOKEN = new RegExp(`^([\\w-]{${PAYLOAD_CHARACTERS}})\\.([\\w-]{43})$`);

/**
 * A single-use secret that contains its tenant. So its row is found without an authenticated caller, and a forged token
 * costs no query.
 */
export interface TenantToken {
  token: string;
  /** Hash of the token, which is stored instead of the token. */
  hash: Buffer;
  tenantId: string;
}

interface OpenedToken extends TenantToken {
  /** The signed part: tenant and random bytes. */
  payload: string;
  /** The key that signed it. */
  key: Buffer;
}

/** @param context the purpose of the token; it is invalid for any other purpose */
export function issueTenantToken(key: Buffer, tenantId: string, ...context: string[]): OpenedToken {
  const tenant = Buffer.from(tenantId.replaceAll('-', ''), 'hex');
  const payload = Buffer.concat([tenant, randomBytes(RANDOM_BYTES)]).toString('base64url');
  return opened(key, payload, mac(key, ...context, payload));
}

/** `undefined`: none of the keys signed the token for this context. */
export function openTenantToken(
  keys: readonly Buffer[],
  token: unknown,
  ...context: string[]
): OpenedToken | undefined {
  const [, payload, signature] = (typeof token === 'string' && TOKEN.exec(token)) || [];
  if (!payload || !signature) return undefined;
  const key = keys.find((candidate) => safeEqual(signature, mac(candidate, ...context, payload)));
  return key && opened(key, payload, signature);
}

export function mac(key: Buffer, ...parts: string[]): string {
  return createHmac('sha256', key).update(JSON.stringify(parts)).digest('base64url');
}

function opened(key: Buffer, payload: string, signature: string): OpenedToken {
  const token = `${payload}.${signature}`;
  const tenant = Buffer.from(payload, 'base64url').subarray(0, TENANT_BYTES).toString('hex');
  return {
    token,
    hash: createHash('sha256').update(token).digest(),
    tenantId: tenant.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5'),
    payload,
    key,
  };
}
