import { addressProblems } from './address.rules.js';
import type { Environment } from './environment.schema.js';
import { isShortRsaKey, readPublicKey, RSA_MIN_BITS } from './public-key.js';
import type { NamedSecret } from './secret.list.js';
import { samplesIn, secretProblems } from './secret.rules.js';

/** Rules that apply to production only. Each problem names its variable and never its value. */
export function productionProblems(e: Environment, vendors: readonly NamedSecret[]): string[] {
  if (e.NODE_ENV !== 'production') return [];
  return [...missing(e), ...secretProblems(e, vendors), ...publicKeyProblems(e), ...addressProblems(e)];
}

function missing(e: Environment): string[] {
  const problems: string[] = [];
  if (!e.DATABASE_URL) problems.push('DATABASE_URL is missing');
  if (!e.REDIS_URL && !e.REDIS_HOST) problems.push('REDIS_URL or REDIS_HOST is missing');
  if (!e.PUBLIC_URL) problems.push('PUBLIC_URL is missing');
  if (!e.ENCRYPTION_KEYS) problems.push('ENCRYPTION_KEYS is missing');
  return problems;
}

/**
 * Names of the variables that hold a published sample and are in use. JWT_SECRET is not in use with an RSA or EC key.
 */
export function samplesInUse(e: Environment, vendors: readonly NamedSecret[]): string[] {
  return samplesIn(e, vendors).filter((name) => name !== 'JWT_SECRET' || e.JWT_ALGORITHM.startsWith('HS'));
}

function publicKeyProblems({ JWT_PUBLIC_KEY: value }: Environment): string[] {
  const key = value && readPublicKey(value);
  return key && isShortRsaKey(key) ? [`JWT_PUBLIC_KEY must be an RSA key of at least ${RSA_MIN_BITS} bits`] : [];
}
