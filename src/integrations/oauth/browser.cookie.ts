import { createHash, randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/config.js';

const VALUE = /^[\w-]{43}$/;
const NAME_BYTES = 6;

/**
 * Binds a consent to the browser that asked for it. Without this, an attacker could send a link to the owner of an
 * account and get that account connected to the attacker's tenant. Each consent has its own cookie, so several consents
 * can be open at the same time.
 */
@Injectable()
export class BrowserCookie {
  private readonly secure: boolean;

  constructor(@Inject(CONFIG) { publicUrl }: Config) {
    this.secure = publicUrl.startsWith('https:');
  }

  issue(stateHash: Buffer, maxAgeSeconds: number): { header: string; hash: Buffer } {
    const value = randomBytes(32).toString('base64url');
    return { header: this.header(stateHash, value, maxAgeSeconds), hash: sha256(value) };
  }

  /** The `Set-Cookie` that makes the browser delete the cookie. */
  clear(stateHash: Buffer): string {
    return this.header(stateHash, '', 0);
  }

  /**
   * Hash of the cookie that the browser sent for this state. `null`: none, or one that this service cannot have issued.
   */
  presented(header: string | undefined, stateHash: Buffer): Buffer | null {
    const name = this.name(stateHash);
    const pairs = (header ?? '').split(';').map((pair) => pair.trim());
    const value = pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1);
    return value !== undefined && VALUE.test(value) ? sha256(value) : null;
  }

  private header(stateHash: Buffer, value: string, maxAgeSeconds: number): string {
    const attributes = ['Path=/', `Max-Age=${maxAgeSeconds}`, 'HttpOnly', 'SameSite=Lax'];
    return [`${this.name(stateHash)}=${value}`, ...attributes, ...(this.secure ? ['Secure'] : [])].join('; ');
  }

  /** With the prefix `__Host-`, no other host of the domain can set the cookie: RFC 6265bis, 4.1.3.2. */
  private name(stateHash: Buffer): string {
    return `${this.secure ? '__Host-' : ''}oauth_${stateHash.subarray(0, NAME_BYTES).toString('hex')}`;
  }
}

function sha256(value: string): Buffer {
  return createHash('sha256').update(value).digest();
}
