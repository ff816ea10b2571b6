import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { seeded } from '../../test/support/seeded.random.js';
import { PROVIDER_CONFIGS } from '../providers/providers.list.js';
import { loadConfig } from './config.js';
import type { Source } from './environment.file.js';

const random = seeded();
const load = (env: Source) => loadConfig(env, PROVIDER_CONFIGS);
const key = (bytes = random.bytes(32)) => bytes.toString('base64');
const secret = () => random.bytes(24).toString('hex');
const REPEATED = secret();
const KEY = key();
const SAMPLE = 'development-only-jwt-secret-change-me-0001';
const SAMPLE_KEY = 'ZGV2ZWxvcG1lbnQtb25seS1lbmNyeXB0aW9uLWtleSE=';

const rsa = (modulusLength: number) => {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength });
  return {
    public: publicKey.export({ format: 'pem', type: 'spki' }).toString(),
    private: privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(),
    pkcs1: privateKey.export({ format: 'pem', type: 'pkcs1' }).toString(),
  };
};
const good = rsa(2048);
const short = rsa(1024);
const oneLine = (pem: string) => Buffer.from(pem).toString('base64');

const services = (of: Record<string, { key: string; secrets: string[] }>) => JSON.stringify(of);

/** A valid value of every variable that has a rule. */
const valid = {
  NODE_ENV: 'production',
  PUBLIC_URL: 'https://hub.example.com',
  DATABASE_URL: 'postgres://hub:pw@db/hub',
  REDIS_URL: 'redis://cache:6379',
  JWT_ALGORITHM: 'RS256',
  JWT_SECRET: `${secret()},${secret()}`,
  JWT_PUBLIC_KEY: good.public,
  JWT_JWKS_URL: 'https://issuer.example.com/jwks.json',
  INTERNAL_SERVICE_KEY: secret(),
  INTERNAL_SERVICE_SECRET: secret(),
  INTERNAL_SERVICE_CREDENTIALS: services({
    'auth-service': { key: secret(), secrets: [secret(), secret()] },
    'event-service': { key: secret(), secrets: [secret()] },
  }),
  METRICS_TOKEN: secret(),
  ENCRYPTION_KEYS: `k2:${key()},k1:${key()}`,
  STRIPE_SECRET_KEY: 'sk_live_0123456789',
  STRIPE_CLIENT_ID: 'ca_1',
  STRIPE_WEBHOOK_SECRET: 'whsec_0123456789,whsec_9876543210',
  SQUARE_APPLICATION_ID: 'sq0idp-1',
  SQUARE_APPLICATION_SECRET: 'sq0csp-0123456789',
  SQUARE_WEBHOOK_SIGNATURE_KEY: '0123456789abcdef',
  MAILCHIMP_CLIENT_ID: '1',
  MAILCHIMP_CLIENT_SECRET: '0123456789abcdef0',
  MAILCHIMP_WEBHOOK_SECRET: '0123456789abcdef1',
  MANDRILL_WEBHOOK_KEY: '0123456789abcdef2',
  QUICKBOOKS_CLIENT_ID: 'AB1',
  QUICKBOOKS_CLIENT_SECRET: '0123456789abcdef3',
  QUICKBOOKS_WEBHOOK_VERIFIER_TOKEN: '0123456789abcdef4',
  STRIPE_API_BASE_URL: 'https://api.example.com',
  STRIPE_CONNECT_BASE_URL: 'http://127.0.0.1:4010',
  SQUARE_BASE_URL: 'http://localhost:4010',
  MAILCHIMP_API_BASE_URL: 'http://[::1]:4010',
  MAILCHIMP_LOGIN_BASE_URL: 'http://127.1.2.3:4010',
  QUICKBOOKS_API_BASE_URL: 'https://api.example.com',
  QUICKBOOKS_OAUTH_BASE_URL: 'HTTPS://api.example.com',
  SQUARE_WEBHOOK_NOTIFICATION_URL: 'https://hub.example.com/api/v1/webhooks/square',
  OAUTH_RETURN_TO: 'https://app.example.com/settings,http://localhost:5173',
};

const [OWN_BYTES, VENDOR_BYTES] = ['must be at least 32 bytes', 'must be at least 16 bytes'];
const TWICE = 'must not contain the same secret twice';
const PUBLISHED = 'must not be a published sample';
const HTTPS = 'must begin with https://';

type Row = [variable: string, wanted: string, value: string, also?: Record<string, string>];

const lengths: Row[] = [
  ...['JWT_SECRET', 'INTERNAL_SERVICE_KEY', 'INTERNAL_SERVICE_SECRET', 'METRICS_TOKEN'].map((name): Row => [
    name,
    OWN_BYTES,
    'a'.repeat(31),
  ]),
  ['JWT_SECRET', OWN_BYTES, `${secret()},hunter2`],
  ['INTERNAL_SERVICE_CREDENTIALS', OWN_BYTES, services({ a: { key: 'hunter2', secrets: [secret()] } })],
  ['INTERNAL_SERVICE_CREDENTIALS', OWN_BYTES, services({ a: { key: secret(), secrets: [secret(), 'hunter2'] } })],
  ...[
    'STRIPE_SECRET_KEY',
    'STRIPE_WEBHOOK_SECRET',
    'SQUARE_APPLICATION_SECRET',
    'SQUARE_WEBHOOK_SIGNATURE_KEY',
    'MAILCHIMP_CLIENT_SECRET',
    'MAILCHIMP_WEBHOOK_SECRET',
    'MANDRILL_WEBHOOK_KEY',
    'QUICKBOOKS_CLIENT_SECRET',
    'QUICKBOOKS_WEBHOOK_VERIFIER_TOKEN',
  ].map((name): Row => [name, VENDOR_BYTES, 'a'.repeat(15)]),
  ['STRIPE_WEBHOOK_SECRET', VENDOR_BYTES, `whsec_0123456789,hunter2`],
];

const samples: Row[] = [
  ...['JWT_SECRET', 'INTERNAL_SERVICE_KEY', 'METRICS_TOKEN', 'MANDRILL_WEBHOOK_KEY'].map((name): Row => [
    name,
    PUBLISHED,
    SAMPLE,
  ]),
  ['JWT_SECRET', PUBLISHED, `${secret()},${SAMPLE}`],
  ['METRICS_TOKEN', PUBLISHED, SAMPLE_KEY],
  ['METRICS_TOKEN', PUBLISHED, `dev:${SAMPLE_KEY}`],
  ['METRICS_TOKEN', PUBLISHED, 'development-only-encryption-key!'],
  ['ENCRYPTION_KEYS', PUBLISHED, `k1:${KEY},other:${SAMPLE_KEY}`],
  ['INTERNAL_SERVICE_CREDENTIALS', PUBLISHED, services({ a: { key: SAMPLE, secrets: [secret()] } })],
  ['INTERNAL_SERVICE_CREDENTIALS', PUBLISHED, services({ a: { key: secret(), secrets: [SAMPLE] } })],
];

const shared: Row[] = [
  ['JWT_SECRET', TWICE, `${REPEATED},${REPEATED}`],
  ['METRICS_TOKEN', 'must differ from JWT_SECRET', REPEATED, { JWT_SECRET: `${secret()},${REPEATED}` }],
  ['INTERNAL_SERVICE_SECRET', 'must differ from INTERNAL_SERVICE_KEY', REPEATED, { INTERNAL_SERVICE_KEY: REPEATED }],
  ['INTERNAL_SERVICE_CREDENTIALS', TWICE, services({ a: { key: REPEATED, secrets: [REPEATED] } })],
  [
    'INTERNAL_SERVICE_CREDENTIALS',
    TWICE,
    services({ a: { key: REPEATED, secrets: [secret()] }, b: { key: REPEATED, secrets: [secret()] } }),
  ],
  [
    'INTERNAL_SERVICE_CREDENTIALS',
    TWICE,
    services({ a: { key: secret(), secrets: [REPEATED] }, b: { key: secret(), secrets: [secret(), REPEATED] } }),
  ],
  [
    'INTERNAL_SERVICE_CREDENTIALS',
    'must differ from INTERNAL_SERVICE_KEY',
    services({ a: { key: REPEATED, secrets: [secret()] } }),
    { INTERNAL_SERVICE_KEY: REPEATED },
  ],
  ['ENCRYPTION_KEYS', 'must differ from METRICS_TOKEN', `k1:${KEY}`, { METRICS_TOKEN: KEY }],
  ['ENCRYPTION_KEYS', TWICE, `k1:${KEY},k2:${KEY}`],
  ['JWT_SECRET', 'must differ from STRIPE_WEBHOOK_SECRET', REPEATED, { STRIPE_WEBHOOK_SECRET: REPEATED }],
  ['METRICS_TOKEN', 'must differ from REDIS_PASSWORD', REPEATED, { REDIS_PASSWORD: REPEATED }],
];

const keys: Row[] = [
  ['ENCRYPTION_KEYS', 'must not use one kid for two keys', `k1:${key()},k1:${key()}`],
  ...[0, 7, 255].map((byte): Row => ['ENCRYPTION_KEYS', 'must be random bytes', `k1:${key(Buffer.alloc(32, byte))}`]),
  ['ENCRYPTION_KEYS', 'must be random bytes', `k2:${key()},k1:${key(Buffer.alloc(32))}`],
  ['JWT_PUBLIC_KEY', 'at least 2048 bits', short.public],
  ['JWT_PUBLIC_KEY', 'at least 2048 bits', oneLine(short.public)],
  ['JWT_PUBLIC_KEY', 'must be a public key', good.private],
  ['JWT_PUBLIC_KEY', 'must be a public key', good.pkcs1],
  ['JWT_PUBLIC_KEY', 'must be a public key', oneLine(good.private)],
  ['JWT_PUBLIC_KEY', 'must be a public key', good.private.replaceAll('\n', '\\n')],
  ['JWT_PUBLIC_KEY', 'must be a public key', good.public + good.private],
];

const addresses: Row[] = [
  ...[
    'PUBLIC_URL',
    'JWT_JWKS_URL',
    'OAUTH_RETURN_TO',
    'STRIPE_API_BASE_URL',
    'STRIPE_CONNECT_BASE_URL',
    'SQUARE_BASE_URL',
    'SQUARE_WEBHOOK_NOTIFICATION_URL',
    'MAILCHIMP_API_BASE_URL',
    'MAILCHIMP_LOGIN_BASE_URL',
    'QUICKBOOKS_API_BASE_URL',
    'QUICKBOOKS_OAUTH_BASE_URL',
  ].map((name): Row => [name, HTTPS, 'http://hunter2.example.com/x']),
  ['OAUTH_RETURN_TO', HTTPS, 'https://a.example.com,http://hunter2.example.com'],
  ...[
    'HTTP://hunter2.example.com',
    'http://127.0.0.1.example.com',
    'http://localhost.example.com',
    'http://127.0.0.1@hunter2.example.com',
    'http://10.0.0.1',
    'http://0.0.0.0',
    'http://[::2]',
  ].map((value): Row => ['PUBLIC_URL', HTTPS, value]),
];

const refusal = (env: Record<string, string>): string => {
  try {
    load(env);
  } catch (error) {
    return (error as Error).message;
  }
  return 'nothing';
};

/** The parts of a value that would reveal it: each entry of a list, each secret in JSON. */
const parts = (value: string) => value.split(/[,":{}[\]\n]+/).filter((part) => part.length > 6 && !/^-----/.test(part));

describe('In production', () => {
  it('a complete environment is valid', () => {
    expect(load(valid)).toMatchObject({ production: true, publicUrl: 'https://hub.example.com' });
  });

  it.each([
    'http://localhost:3000',
    'http://127.0.0.1',
    'http://127.255.0.9:1',
    'http://[::1]:3000',
    'HTTP://LOCALHOST',
  ])('%s stays on the machine', (url) => {
    expect(load({ ...valid, PUBLIC_URL: url, JWT_JWKS_URL: url, OAUTH_RETURN_TO: url }).production).toBe(true);
  });

  it('secrets of the least length are accepted', () => {
    const changes = { METRICS_TOKEN: 'm'.repeat(32), SQUARE_WEBHOOK_SIGNATURE_KEY: 's'.repeat(16) };
    expect(load({ ...valid, ...changes }).metricsToken).toBe(changes.METRICS_TOKEN);
  });

  it.each([...lengths, ...samples, ...shared, ...keys, ...addresses])('%s %s', (name, wanted, value, also = {}) => {
    const message = refusal({ ...valid, ...also, [name]: value });
    expect(message).toContain(`${name} `);
    expect(message).toContain(wanted);
    expect(message).not.toContain('\n');
    const given = [value, ...Object.values(also)].flatMap(parts);
    for (const part of given) expect(message).not.toContain(part);
  });
});

describe('Outside production', () => {
  it('short secrets, samples and plain http will do', () => {
    const easy = { JWT_SECRET: 'short', METRICS_TOKEN: 'short', PUBLIC_URL: 'http://hub.example.com' };
    const config = load({
      ...easy,
      STRIPE_WEBHOOK_SECRET: 'short',
      ENCRYPTION_KEYS: `k1:${key(Buffer.alloc(32))}`,
    });
    expect(config.jwt.secrets).toEqual(['short']);
    expect(load({ JWT_ALGORITHM: 'RS256', JWT_PUBLIC_KEY: short.public }).jwt.publicKey).toBe(short.public);
  });

  it('a private key is no public key either', () => {
    for (const algorithm of ['RS256', 'HS256']) {
      const message = refusal({ JWT_ALGORITHM: algorithm, JWT_PUBLIC_KEY: good.private });
      expect(message).toContain('JWT_PUBLIC_KEY must be a public key');
    }
  });
});
