import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { seeded } from '../../test/support/seeded.random.js';
import { PROVIDER_CONFIGS } from '../providers/providers.list.js';
import { loadConfig } from './config.js';
import type { Source } from './environment.file.js';

/** A secret value that must not reach a log. */
const SECRET = 'hunter2';
const random = seeded();
const load = (env: Source) => loadConfig(env, PROVIDER_CONFIGS);
const key = () => random.bytes(32).toString('base64');
const KEY = key();
const production = {
  NODE_ENV: 'production',
  HOST: '127.0.0.1',
  PORT: '0',
  PUBLIC_URL: 'https://hub.example.com',
  DATABASE_URL: 'postgres://worker:pw@db/hub',
  DATABASE_API_URL: 'postgres://api:pw@db/hub',
  DATABASE_MIGRATION_URL: 'postgres://owner:pw@db/hub',
  REDIS_URL: 'redis://cache:6379',
  JWT_SECRET: 'a-production-secret-of-32-bytes-or-more',
  ENCRYPTION_KEYS: `k1:${KEY}`,
};

/** Expects one line that names the variable and does not contain its value. */
function expectRefusal(env: Record<string, string>, name: string, value?: string): void {
  const act = () => load(env);
  expect(act).toThrow(/^[^\n]+$/);
  expect(act).toThrow(name);
  if (value) expect(act).not.toThrow(value);
}

/** test/contract/config.spec.ts checks that the service ends with that line and prints nothing else. */
describe('An environment that is refused', () => {
  it('is not this one', () => {
    expect(() => load(production)).not.toThrow();
  });

  it.each([
    ['NODE_ENV', SECRET],
    ['PORT', `${SECRET}`],
    ['PORT', '70000'],
    ['PUBLIC_URL', SECRET],
    ['PUBLIC_URL', `ftp://${SECRET}`],
    ['ROLES', `api,${SECRET}`],
    ['ROLES', ','],
    ['DATABASE_URL', `mysql://root:${SECRET}@localhost/x`],
    ['REDIS_URL', `http://:${SECRET}@localhost`],
    ['REDIS_PORT', SECRET],
    ['REDIS_TLS', SECRET],
    ['JWT_ALGORITHM', 'none'],
    ['JWT_ALGORITHM', 'HS1'],
    ['JWT_SECRET', ' , '],
    ['JWT_JWKS_URL', SECRET],
    ['INTERNAL_SERVICE_CREDENTIALS', `{"auth-service":"${SECRET}"`],
    ['INTERNAL_SERVICE_CREDENTIALS', `{"auth-service":{"key":"${SECRET}"}}`],
    ['INTERNAL_SERVICE_CREDENTIALS', `{"auth-service":{"key":"${SECRET}","secrets":[]}}`],
    ['INTERNAL_SIGNATURE_MIN_VERSION', '3'],
    ['ENCRYPTION_KEYS', SECRET],
    ['ENCRYPTION_KEYS', `k1:${Buffer.from(SECRET).toString('base64')}`],
    ['ENCRYPTION_KEYS', `k1:${KEY},${SECRET}`],
    ['STRIPE_API_BASE_URL', SECRET],
    ['DOCS_ENABLED', SECRET],
    ['LOG_LEVEL', SECRET],
    ['WEBHOOK_MAX_BODY_BYTES', '-1'],
    ['DATABASE_POOL_SIZE', SECRET],
  ])('%s=%s', (name, value) => {
    expectRefusal(
      { ...production, NODE_ENV: 'test', [name]: value },
      name,
      value.includes(SECRET) ? SECRET : undefined,
    );
  });

  it('an algorithm with keys wants a key', () => {
    const base = { ...production, NODE_ENV: 'test', JWT_ALGORITHM: 'RS256' };
    expectRefusal(base, 'JWT_PUBLIC_KEY');
    expectRefusal({ ...base, JWT_PUBLIC_KEY: SECRET }, 'JWT_PUBLIC_KEY', SECRET);
  });

  describe('in production', () => {
    it.each(['DATABASE_URL', 'REDIS_URL', 'PUBLIC_URL', 'JWT_SECRET', 'ENCRYPTION_KEYS'])('needs %s', (name) => {
      expectRefusal({ ...production, [name]: '' }, name);
    });

    it.each([
      ['JWT_SECRET', 'x'.repeat(31)],
      ['JWT_SECRET', `${'x'.repeat(40)},${SECRET}`],
      ['INTERNAL_SERVICE_KEY', SECRET],
      ['INTERNAL_SERVICE_SECRET', SECRET],
      ['INTERNAL_SERVICE_CREDENTIALS', `{"auth-service":{"key":"${'k'.repeat(40)}","secrets":["${SECRET}"]}}`],
      ['INTERNAL_SERVICE_CREDENTIALS', `{"auth-service":{"key":"${SECRET}","secrets":["${'s'.repeat(40)}"]}}`],
    ])('%s=%s is too short', (name, value) => {
      expectRefusal({ ...production, [name]: value }, name, value.includes(SECRET) ? SECRET : value);
    });

    it.each([
      ['JWT_SECRET', 'development-only-jwt-secret-change-me-0001'],
      ['JWT_SECRET', `a-production-secret-of-32-bytes-or-more,development-only-jwt-secret-change-me-0001`],
      ['INTERNAL_SERVICE_KEY', 'development-only-internal-key-change-me-0001'],
      ['INTERNAL_SERVICE_SECRET', 'development-only-internal-secret-change-me'],
      ['ENCRYPTION_KEYS', 'dev:ZGV2ZWxvcG1lbnQtb25seS1lbmNyeXB0aW9uLWtleSE='],
      ['ENCRYPTION_KEYS', `k1:${KEY},renamed:ZGV2ZWxvcG1lbnQtb25seS1lbmNyeXB0aW9uLWtleSE=`],
      [
        'INTERNAL_SERVICE_CREDENTIALS',
        '{"auth-service":{"key":"development-only-internal-key-change-me-0001","secrets":["development-only-internal-secret-change-me"]}}',
      ],
    ])('%s=%s is a published sample', (name, value) => {
      expectRefusal({ ...production, [name]: value }, name, 'development-only');
    });

    const short = generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey.export({ format: 'pem', type: 'spki' });
    const twice = 't'.repeat(40);

    it.each<[string, string, Record<string, string>?]>([
      ['METRICS_TOKEN', SECRET],
      ['STRIPE_WEBHOOK_SECRET', `whsec_0123456789,${SECRET}`],
      ['METRICS_TOKEN', twice, { JWT_SECRET: twice }],
      ['INTERNAL_SERVICE_CREDENTIALS', `{"auth-service":{"key":"${twice}","secrets":["${twice}"]}}`],
      ['ENCRYPTION_KEYS', `k1:${KEY},k1:${key()}`],
      ['ENCRYPTION_KEYS', `k1:${Buffer.alloc(32, 7).toString('base64')}`],
      ['JWT_PUBLIC_KEY', String(short), { JWT_ALGORITHM: 'RS256' }],
      ['PUBLIC_URL', `http://${SECRET}.example.com`],
      ['OAUTH_RETURN_TO', `https://app.example.com,http://${SECRET}.example.com`],
    ])('%s=%s is refused', (name, value, also = {}) => {
      const hidden = [SECRET, twice, KEY].find((part) => value.includes(part));
      expectRefusal({ ...production, ...also, [name]: value }, name, hidden ?? value);
    });
  });
});
