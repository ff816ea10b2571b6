import { ConfigError } from './config.error.js';
import { parseEnvironment, tokenKeyProblems } from './config.js';
import type { Source } from './environment.file.js';
import { environmentSchema, type Environment } from './environment.schema.js';

export interface TokenConfig {
  algorithm: Extract<Environment['JWT_ALGORITHM'], `HS${string}`>;
  secret: string;
  issuer: string;
  audience: string;
}

const schema = environmentSchema.pick({
  NODE_ENV: true,
  JWT_ALGORITHM: true,
  JWT_SECRET: true,
  JWT_PUBLIC_KEY: true,
  JWT_JWKS_URL: true,
  JWT_ISSUER: true,
  JWT_AUDIENCE: true,
});

/**
 * The settings that sign a token for this service. The rest of the environment is not read.
 * @throws ConfigError also if the service does not have the signing key
 */
export function loadTokenConfig(source: Source): TokenConfig {
  const environment = parseEnvironment(schema, source);
  const { JWT_ALGORITHM: algorithm } = environment;
  if (!isSymmetric(algorithm)) {
    throw new ConfigError([
      `JWT_ALGORITHM is ${algorithm}, so only the issuer of your tokens can sign one: ask it for a token, or use HS256 with a JWT_SECRET`,
    ]);
  }
  const problems = tokenKeyProblems(environment);
  const [secret] = environment.JWT_SECRET ?? [];
  const [issuer] = environment.JWT_ISSUER;
  const [audience] = environment.JWT_AUDIENCE;
  if (!secret || !issuer || !audience) throw new ConfigError(problems);
  return { algorithm, secret, issuer, audience };
}

function isSymmetric(algorithm: Environment['JWT_ALGORITHM']): algorithm is TokenConfig['algorithm'] {
  return algorithm.startsWith('HS');
}
