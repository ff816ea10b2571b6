import { createHash, createHmac } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { parse as uuidBytes } from 'uuid';
import { safeEqualAny } from '../../common/safe-equal.js';
import { SigningKeys } from '../../common/signing-keys.js';

const PURPOSE = 'webhook-endpoint';
const ID_BYTES = 16;
/** 160 bits, because for providers that sign nothing the token is the only secret. */
const MAC_BYTES = 20;
/** 36 bytes are exactly 48 characters without unused bits, so each token has only one spelling. */
const SIGNED = /^[\w-]{48}$/;
/** Tokens of older releases, which were not signed: 24 random bytes. */
const RANDOM = /^[\w-]{32}$/;

/** `perhaps`: this service may have issued the token, and only the stored hashes can tell. */
export type TokenCheck = 'ours' | 'perhaps' | 'no';

/** The hash that is stored, and by which a token is looked up. */
export const hashToken = (token: string): Buffer => createHash('sha256').update(token).digest();

/**
 * The tokens in the URLs of webhook endpoints. A token consists of the endpoint's id and a MAC over the id and the
 * provider. The MAC identifies guessed tokens without a query. It gives no access: the stored hash alone decides which
 * endpoint a token belongs to, and whether it is still valid.
 */
@Injectable()
export class EndpointTokens {
  constructor(private readonly keys: SigningKeys) {}

  /** @throws TypeError when the id is not a UUID */
  issue(provider: string, endpointId: string): string {
    const id = Buffer.from(uuidBytes(endpointId));
    return Buffer.concat([id, mac(this.keys.first(PURPOSE), provider, id)]).toString('base64url');
  }

  /**
   * If the MAC matches no known key, the result is `perhaps`: the key may have been rotated, and a URL must outlive its
   * key.
   */
  check(provider: string, token: string): TokenCheck {
    if (RANDOM.test(token)) return 'perhaps';
    if (!SIGNED.test(token)) return 'no';
    const bytes = Buffer.from(token, 'base64url');
    const id = bytes.subarray(0, ID_BYTES);
    const macs = this.keys.for(PURPOSE).map((key) => mac(key, provider, id));
    return safeEqualAny(bytes.subarray(ID_BYTES), macs) ? 'ours' : 'perhaps';
  }
}

function mac(key: Buffer, provider: string, id: Buffer): Buffer {
  const whole = createHmac('sha256', key)
    .update(JSON.stringify([PURPOSE, provider]))
    .update(id);
  return whole.digest().subarray(0, MAC_BYTES);
}
