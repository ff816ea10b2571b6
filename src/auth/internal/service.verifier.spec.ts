import { createHash, createHmac } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import type { Config } from '../../config/config.js';
import { FixedClock } from '../testing/fixed.clock.js';
import { signedV1, signedV2, type ServiceRequest } from '../testing/service-request.builder.js';
import { parseServiceClaim } from './service.claim.js';
import { ServiceVerifier } from './service.verifier.js';

const AT = 1_790_000_000_000;
const WINDOW = 5 * 60_000;
const own = new Map([
  ['ticket-service', { key: 'own-key', secrets: ['own-new', 'own-old'] }],
]) as Config['internal']['credentials'];
const shared = { sharedKey: 'test-shared-key', sharedSecret: 'test-shared-secret' };

interface Case {
  internal?: Partial<Config['internal']>;
  sign?: ServiceRequest;
  arrives?: { method?: string; url?: string; body?: Buffer };
  headers?: Record<string, string>;
  offset?: number;
}

function verify(version: 1 | 2, { internal, sign, arrives, headers, offset = 0 }: Case): void {
  const config = { internal: { ...shared, credentials: new Map(), minVersion: 1, ...internal } };
  const signed = { ...(version === 1 ? signedV1 : signedV2)(AT, sign), ...headers };
  const verifier = new ServiceVerifier(config as unknown as Config, new FixedClock(AT + offset));
  const claim = parseServiceClaim(Object.entries(signed).flat());
  const secrets = verifier.verifySender(claim);
  verifier.verifySignature(claim, { method: 'GET', url: '/things', ...arrives }, secrets);
}

const REFUSED = expect.objectContaining({ status: 401 }) as unknown as Error;

describe.each([1, 2] as const)('ServiceVerifier, version %s', (version) => {
  it.each<[string, Case]>([
    ['the shared pair', {}],
    ['the end of the window', { offset: WINDOW }],
    ['a clock that is behind', { offset: -WINDOW }],
    ['a query', { sign: { url: '/things?b=2&a=%20' }, arrives: { url: '/things?b=2&a=%20' } }],
    ['own credentials', { internal: { credentials: own }, sign: ownAs('own-new') }],
    ['own credentials, the old secret', { internal: { credentials: own }, sign: ownAs('own-old') }],
    ['the shared pair beside own ones of another', { internal: { credentials: own } }],
    [
      'own credentials without a shared pair',
      { internal: { credentials: own, sharedKey: undefined, sharedSecret: undefined }, sign: ownAs('own-new') },
    ],
  ])('accepts %s', (_, given) => {
    expect(() => verify(version, given)).not.toThrow();
  });

  it.each<[string, Case]>([
    ['a moment past the window', { offset: WINDOW + 1 }],
    ['a moment before the window', { offset: -WINDOW - 1 }],
    ['the year 1970', { sign: { timestamp: '0000000000000' } }],
    ['the far future', { sign: { timestamp: '9999999999999' } }],
    ['another key', { sign: { key: 'wrong' } }],
    ['the secret as the key', { sign: { key: 'test-shared-secret' } }],
    ['another secret', { sign: { secret: 'wrong' } }],
    ['the key as the secret', { sign: { secret: 'test-shared-key' } }],
    ['another method', { arrives: { method: 'POST' } }],
    ['another path', { arrives: { url: '/others' } }],
    ['another query', { sign: { url: '/things?a=1' }, arrives: { url: '/things?a=2' } }],
    ['a query in another order', { sign: { url: '/things?a=1&b=2' }, arrives: { url: '/things?b=2&a=1' } }],
    ['another service name', { headers: { 'x-service-name': 'auth-service' } }],
    ['another timestamp', { headers: { 'x-request-timestamp': String(AT + 1) } }],
    ['nothing configured', { internal: { sharedKey: undefined, sharedSecret: undefined } }],
    ['no shared key', { internal: { sharedKey: undefined } }],
    ['no shared secret', { internal: { sharedSecret: undefined } }],
    ['an empty shared pair', { internal: { sharedKey: '', sharedSecret: '' }, sign: { secret: '' } }],
    [
      'the shared pair where there are own ones',
      { internal: { credentials: own }, sign: { service: 'ticket-service' } },
    ],
    [
      'own key, shared secret',
      { internal: { credentials: own }, sign: { ...ownAs('own-new'), secret: 'test-shared-secret' } },
    ],
    [
      'shared key, own secret',
      { internal: { credentials: own }, sign: { ...ownAs('own-new'), key: 'test-shared-key' } },
    ],
    [
      "another service's own ones",
      { internal: { credentials: own }, sign: { ...ownAs('own-new'), service: 'auth-service' } },
    ],
    ['a name of the prototype', { internal: { sharedKey: undefined }, sign: { service: '__proto__' } }],
  ])('refuses %s', (_, given) => {
    expect(() => verify(version, given)).toThrow(REFUSED);
  });
});

describe('ServiceVerifier', () => {
  it('refuses version 1 once version 2 is the least', () => {
    expect(() => verify(1, { internal: { minVersion: 2 } })).toThrow(REFUSED);
    expect(() => verify(2, { internal: { minVersion: 2 } })).not.toThrow();
  });

  it.each<[string, Case]>([
    ['the body', { sign: { body: '{"a":1}' }, arrives: { body: Buffer.from('{"a":2}') } }],
    ['spaces in the body', { sign: { body: '{"a":1}' }, arrives: { body: Buffer.from('{"a": 1}') } }],
    ['a removed body', { sign: { body: '{"a":1}' } }],
    ['an added body', { arrives: { body: Buffer.from('{}') } }],
    ['the tenant', { headers: { 'x-tenant-id': '11111111-1111-1111-1111-111111111111' } }],
    ['the case of the tenant', { headers: { 'x-tenant-id': '0B6FF8A4-58C1-4C0F-9D53-1D3F0F6A7C11' } }],
    ['the nonce', { headers: { 'x-request-nonce': 'another-nonce-of-a-thief' } }],
  ])('version 2 covers %s', (_, given) => {
    expect(() => verify(2, given)).toThrow(REFUSED);
  });

  it('version 2 takes raw bytes that are not text', () => {
    const body = Buffer.from([0, 255, 254, 10]);
    const text = ['v2', 'payment-service', AT, 'nonce-of-a-known-request', 'GET', '/things', TENANT_ID, sha256(body)];
    const signature = createHmac('sha256', 'test-shared-secret').update(text.join('\n')).digest('hex');
    const headers = { 'x-request-nonce': 'nonce-of-a-known-request', 'x-request-signature': signature };
    expect(() => verify(2, { headers, arrives: { body } })).not.toThrow();
  });

  it.each([
    [1, 2],
    [2, 1],
  ] as const)('a signature of version %s is none of version %s', (made, claimed) => {
    const headers = { ...(made === 1 ? signedV1(AT) : signedV2(AT)), 'x-signature-version': String(claimed) };
    expect(() => verify(claimed, { headers })).toThrow(REFUSED);
  });
});

const TENANT_ID = '0b6ff8a4-58c1-4c0f-9d53-1d3f0f6a7c11';

function ownAs(secret: string): ServiceRequest {
  return { service: 'ticket-service', key: 'own-key', secret };
}

function sha256(body: Buffer): string {
  return createHash('sha256').update(body).digest('hex');
}
