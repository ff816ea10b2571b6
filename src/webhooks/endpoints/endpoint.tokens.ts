import { createHash, createHmac } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { parse as uuidBytes } from 'uuid';
import { safeEqualAny } from '../../common/safe-equal.js';
import { SigningKeys } from '../../common/signing-keys.js';

const PURPOSE = 'webhook-endpoint';
const ID_BYTES = 16;
/** 160 bits: for the providers that sign nothing, the token is the only secret. */
const MAC_BYTES = 20;
/** 36 bytes are 48 characters without a bit to spare, so there is one way to write each token. */
const SIGNED = /^[\w-]{48}$/;
/** Tokens made before these were signed: 24 random bytes. */
const RANDOM = /^[\w-]{32}$/;

/** `perhaps`: it looks like a token that we may have issued, and only the stored hashes can tell. */
export type TokenCheck = 'ours' | 'perhaps' | 'no';

/** What is stored of a token, and what it is looked up by. */
export const hashToken = (token: string): Buffer => createHash('sha256').update(token).digest();

/**
 * The tokens in the URLs of webhook endpoints: the endpoint's id and a MAC over it and its provider. A guess is told
 * from a token without asking the database. The MAC only spares the question: which endpoint a token opens, and
 * whether it still does, is decided by its stored hash alone.
 */
@Injectable()
export class EndpointTokens {
  constructor(private readonly keys: SigningKeys) {}

  /** @throws TypeError when the id is not a UUID */
  issue(provider: string, endpointId: string): string {
    const id = Buffer.from(uuidBytes(endpointId));
    return Buffer.concat([id, mac(this.keys.first(PURPOSE), provider, id)]).toString('base64url');
  }

  /** A MAC of no known key is `perhaps`: its key may have been rotated away, and a URL must outlive its key. */
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
