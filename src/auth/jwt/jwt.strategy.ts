import { Inject, Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import type { FastifyRequest } from 'fastify';
import { Strategy, type StrategyOptionsWithoutRequest } from 'passport-jwt';
import { CONFIG, type Config } from '../../config/config.js';
import type { Principal } from '../principal.js';
import { bearerToken } from './bearer-token.js';
import { parseCompactToken } from './compact-token.js';
import { principalFromClaims } from './jwt.claims.js';
import { JwtKeys } from './jwt.keys.js';

const CLOCK_TOLERANCE_SECONDS = 30;

@Injectable()
export class JwtStrategy extends PassportStrategy(Strategy, 'jwt') {
  constructor(@Inject(CONFIG) { jwt }: Config, keys: JwtKeys) {
    super({
      jwtFromRequest: (request: FastifyRequest) => bearerToken(request.raw.rawHeaders),
      secretOrKeyProvider: (_request: FastifyRequest, token: string, done) => {
        findKey(keys, token, jwt.algorithm)
          // The verifier takes a KeyObject; the types of passport-jwt are older than that.
          .then((key) => done(null, key as unknown as Buffer))
          .catch(done);
      },
      algorithms: [jwt.algorithm],
      issuer: [...jwt.issuers],
      audience: [...jwt.audiences],
      jsonWebTokenOptions: { clockTolerance: CLOCK_TOLERANCE_SECONDS },
    } satisfies StrategyOptionsWithoutRequest);
  }

  validate(claims: Record<string, unknown>): Principal {
    return principalFromClaims(claims);
  }
}

async function findKey(keys: JwtKeys, token: string, algorithm: string) {
  return keys.find(parseCompactToken(token, algorithm));
}
