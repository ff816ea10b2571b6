import { Inject, Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import type { FastifyRequest } from 'fastify';
import { Strategy, type StrategyOptionsWithoutRequest } from 'passport-jwt';
import { Clock } from '../../common/clock.js';
import { CONFIG, type Config } from '../../config/config.js';
import { UnauthenticatedError } from '../../common/http.errors.js';
import type { Principal } from '../principal.js';
import { bearerToken } from './bearer-token.js';
import { parseCompactToken } from './compact-token.js';
import { principalFromClaims } from './jwt.claims.js';
import { JwtKeys } from './jwt.keys.js';

const CLOCK_TOLERANCE_SECONDS = 30;

@Injectable()
export class JwtStrategy extends PassportStrategy(Strategy, 'jwt') {
  private readonly maxLifetimeSeconds: number;

  constructor(
    @Inject(CONFIG) { jwt, limits }: Config,
    keys: JwtKeys,
    private readonly clock: Clock,
  ) {
    super({
      jwtFromRequest: (request: FastifyRequest) => bearerToken(request.raw.rawHeaders),
      secretOrKeyProvider: (_request: FastifyRequest, token: string, done) => {
        findKey(keys, token, jwt.algorithm)
          // The library accepts a KeyObject, but the types of passport-jwt do not know that yet.
          .then((key) => done(null, key as unknown as Buffer))
          .catch(done);
      },
      algorithms: [jwt.algorithm],
      issuer: [...jwt.issuers],
      audience: [...jwt.audiences],
      jsonWebTokenOptions: { clockTolerance: CLOCK_TOLERANCE_SECONDS },
    } satisfies StrategyOptionsWithoutRequest);
    this.maxLifetimeSeconds = limits.JWT_MAX_LIFETIME_SECONDS;
  }

  /** Limits the lifetime of a token. A token cannot be revoked, so a stolen token must expire soon. */
  validate(claims: Record<string, unknown>): Principal {
    const principal = principalFromClaims(claims);
    const left = Number(claims.exp) - this.clock.now() / 1000;
    if (this.maxLifetimeSeconds > 0 && left > this.maxLifetimeSeconds + CLOCK_TOLERANCE_SECONDS) {
      throw new UnauthenticatedError('The token is valid for too long', 'token_lifetime');
    }
    return principal;
  }
}

async function findKey(keys: JwtKeys, token: string, algorithm: string) {
  return keys.find(parseCompactToken(token, algorithm));
}
