import { createHmac, createSecretKey, type KeyObject } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { UnauthenticatedError } from '../../common/http.errors.js';
import { safeEqual } from '../../common/safe-equal.js';
import { ConfigError } from '../../config/config.error.js';
import { CONFIG, type Config } from '../../config/config.js';
import type { CompactToken } from './compact-token.js';
import { JwksKeys } from './jwks.keys.js';
import { verificationKey } from './verification-key.js';

/**
 * Finds the key that a token must verify with. Keys are parsed once: the library would otherwise try to parse every
 * secret as a PEM on each request.
 */
@Injectable()
export class JwtKeys {
  private readonly algorithm: string;
  private readonly secrets: readonly KeyObject[];
  private readonly publicKey?: KeyObject;
  private readonly jwks?: JwksKeys;

  constructor(@Inject(CONFIG) { jwt, production }: Config, clock: Clock) {
    this.algorithm = jwt.algorithm;
    const symmetric = jwt.algorithm.startsWith('HS');
    this.secrets = symmetric ? jwt.secrets.map((secret) => createSecretKey(Buffer.from(secret))) : [];
    if (symmetric) return;
    this.publicKey = jwt.publicKey ? configuredKey(jwt.publicKey, jwt.algorithm) : undefined;
    this.jwks = jwt.jwksUrl ? new JwksKeys(jwt.jwksUrl, jwt.algorithm, clock, !production) : undefined;
  }

  /**
   * Returns one of: the secret that signed the token; the key with its `kid`; the configured public key. If no secret
   * signed the token, the first secret is returned and verification fails with it. With both a key set and a public
   * key, the public key is for tokens without `kid`.
   *
   * @throws UnauthenticatedError when no key matches; UnavailableError when the key set cannot be read.
   */
  async find(token: CompactToken): Promise<KeyObject> {
    if (this.jwks && token.kid !== undefined) return this.jwks.find(token.kid);
    const key = this.publicKey ?? this.secrets.find((secret) => this.signed(secret, token)) ?? this.secrets[0];
    if (!key) throw new UnauthenticatedError('The token has no kid');
    return key;
  }

  private signed(secret: KeyObject, token: CompactToken): boolean {
    if (this.secrets.length === 1) return true;
    const hash = `sha${this.algorithm.slice(2)}`;
    return safeEqual(createHmac(hash, secret).update(token.signingInput).digest(), token.signature);
  }
}

function configuredKey(pem: string, algorithm: string): KeyObject {
  try {
    return verificationKey(pem, algorithm);
  } catch {
    throw new ConfigError([`JWT_PUBLIC_KEY is not a public key for ${algorithm}`]);
  }
}
