import { DEVELOPMENT_SECRETS, SECRET_MIN_BYTES } from './development-secrets.js';
import type { Environment } from './environment.schema.js';

/** What a development machine may do and production may not. Each problem names its variable, never its value. */
export function productionProblems(e: Environment): string[] {
  if (e.NODE_ENV !== 'production') return [];
  return [...missing(e), ...weak(e), ...samples(e).map((name) => `${name} is a published sample`)];
}

function missing(e: Environment): string[] {
  const problems: string[] = [];
  if (!e.DATABASE_URL) problems.push('DATABASE_URL is missing');
  if (!e.REDIS_URL && !e.REDIS_HOST) problems.push('REDIS_URL or REDIS_HOST is missing');
  if (!e.PUBLIC_URL) problems.push('PUBLIC_URL is missing');
  if (!e.ENCRYPTION_KEYS) problems.push('ENCRYPTION_KEYS is missing');
  return problems;
}

function weak(e: Environment): string[] {
  const short = (value: string) => Buffer.byteLength(value) < SECRET_MIN_BYTES;
  const problems: string[] = [];
  const check = (name: string, values: readonly string[]) => {
    if (values.some(short)) problems.push(`${name} is shorter than ${SECRET_MIN_BYTES} bytes`);
  };
  check('JWT_SECRET', e.JWT_SECRET ?? []);
  check('INTERNAL_SERVICE_KEY', e.INTERNAL_SERVICE_KEY ? [e.INTERNAL_SERVICE_KEY] : []);
  check('INTERNAL_SERVICE_SECRET', e.INTERNAL_SERVICE_SECRET ? [e.INTERNAL_SERVICE_SECRET] : []);
  const credentials = Object.values(e.INTERNAL_SERVICE_CREDENTIALS ?? {});
  check(
    'INTERNAL_SERVICE_CREDENTIALS',
    credentials.flatMap(({ key, secrets }) => [key, ...secrets]),
  );
  return problems;
}

/** Names of the variables that hold a published sample and are used: with an RSA or EC key, JWT_SECRET is not. */
export function samplesInUse(e: Environment): string[] {
  return samples(e).filter((name) => name !== 'JWT_SECRET' || e.JWT_ALGORITHM.startsWith('HS'));
}

/** A sample is worth nothing under whichever name. */
function samples(e: Environment): string[] {
  const { ENCRYPTION_KEYS: sampleKeys, ...sampleSecrets } = DEVELOPMENT_SECRETS;
  const published: ReadonlySet<string> = new Set([...Object.values(sampleSecrets), sampleKeys.split(':')[1] ?? '']);
  const credentials = Object.values(e.INTERNAL_SERVICE_CREDENTIALS ?? {});
  const used: Record<string, readonly (string | undefined)[]> = {
    JWT_SECRET: e.JWT_SECRET ?? [],
    INTERNAL_SERVICE_KEY: [e.INTERNAL_SERVICE_KEY],
    INTERNAL_SERVICE_SECRET: [e.INTERNAL_SERVICE_SECRET],
    INTERNAL_SERVICE_CREDENTIALS: credentials.flatMap(({ key, secrets }) => [key, ...secrets]),
    ENCRYPTION_KEYS: (e.ENCRYPTION_KEYS ?? []).map(({ key }) => key.toString('base64')),
  };
  return Object.entries(used)
    .filter(([, values]) => values.some((value) => value !== undefined && published.has(value)))
    .map(([name]) => name);
}
