import { createHash, createHmac, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { safeEqual } from '../../common/safe-equal.js';
import { SigningKeys } from '../../common/signing-keys.js';

const TENANT_BYTES = 16;
/** 256 bits. */
const RANDOM_BYTES = 32;
const PAYLOAD_CHARACTERS = ((TENANT_BYTES + RANDOM_BYTES) / 3) * 4;
const TOKEN = new RegExp(`^([\\w-]{${PAYLOAD_CHARACTERS}})\\.([\\w-]{43})$`);

export interface StateToken {
  /** The `state` of RFC 6749; in nobody's log. */
  token: string;
  /** What is stored of it. */
  hash: Buffer;
  tenantId: string;
  /** RFC 7636. Follows from the state, but not without our key. */
  codeVerifier: string;
}

/**
 * The state that travels through the provider and back: whose tenant it is, and randomness, signed for one provider.
 * So the callback knows where to look without a caller, and a forged state does not cost a query.
 */
@Injectable()
export class StateTokens {
  constructor(private readonly keys: SigningKeys) {}

  issue(tenantId: string, provider: string): StateToken {
    const key = this.keys.first('oauth-state');
    const tenant = Buffer.from(tenantId.replaceAll('-', ''), 'hex');
    const payload = Buffer.concat([tenant, randomBytes(RANDOM_BYTES)]).toString('base64url');
    return stateToken(key, payload, mac(key, 'state', provider, payload));
  }

  /** `undefined`: not one of ours, or made for another provider. Any of ENCRYPTION_KEYS may have signed it. */
  open(token: unknown, provider: string): StateToken | undefined {
    const [, payload, signature] = (typeof token === 'string' && TOKEN.exec(token)) || [];
    if (!payload || !signature) return undefined;
    const keys = this.keys.for('oauth-state');
    const key = keys.find((candidate) => safeEqual(signature, mac(candidate, 'state', provider, payload)));
    return key && stateToken(key, payload, signature);
  }
}

/** @see https://www.rfc-editor.org/rfc/rfc7636#section-4.2 */
export function codeChallenge(codeVerifier: string): string {
  return createHash('sha256').update(codeVerifier).digest('base64url');
}

function stateToken(key: Buffer, payload: string, signature: string): StateToken {
  const token = `${payload}.${signature}`;
  const tenant = Buffer.from(payload, 'base64url').subarray(0, TENANT_BYTES).toString('hex');
  return {
    token,
    hash: createHash('sha256').update(token).digest(),
    tenantId: tenant.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5'),
    codeVerifier: mac(key, 'code-verifier', payload),
  };
}

function mac(key: Buffer, ...parts: string[]): string {
  return createHmac('sha256', key).update(JSON.stringify(parts)).digest('base64url');
}
