import { DEVELOPMENT_SECRETS, SECRET_MIN_BYTES } from './development-secrets.js';
import type { Environment } from './environment.schema.js';

/** What a development machine may do and production may not. Each problem names its variable, never its value. */
export function productionProblems(e: Environment): string[] {
  if (e.NODE_ENV !== 'production') return [];
  return [...missing(e), ...weak(e), ...samples(e)];
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

function samples(e: Environment): string[] {
  const used: Record<keyof typeof DEVELOPMENT_SECRETS, readonly string[]> = {
    JWT_SECRET: e.JWT_SECRET ?? [],
    INTERNAL_SERVICE_KEY: [e.INTERNAL_SERVICE_KEY ?? ''],
    INTERNAL_SERVICE_SECRET: [e.INTERNAL_SERVICE_SECRET ?? ''],
    ENCRYPTION_KEYS: (e.ENCRYPTION_KEYS ?? []).map(({ kid, key }) => `${kid}:${key.toString('base64')}`),
  };
  const sampleKey = DEVELOPMENT_SECRETS.ENCRYPTION_KEYS.split(':')[1] ?? '';
  return (Object.keys(used) as (keyof typeof used)[])
    .filter((name) =>
      used[name].some((value) => value === DEVELOPMENT_SECRETS[name] || value.endsWith(`:${sampleKey}`)),
    )
    .map((name) => `${name} is a published sample`);
}
