import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { ConfigError } from '../../config/config.error.js';
import type { Config } from '../../config/config.js';
import { FixedClock } from '../testing/fixed.clock.js';
import { rawToken } from '../testing/token.builder.js';
import { parseCompactToken } from './compact-token.js';
import { JwtKeys } from './jwt.keys.js';

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const p256 = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
const p384 = generateKeyPairSync('ec', { namedCurve: 'secp384r1' });
const pem = (pair: { publicKey: typeof rsa.publicKey }) =>
  pair.publicKey.export({ format: 'pem', type: 'spki' }).toString();

const keysWith = (jwt: Partial<Config['jwt']>): JwtKeys =>
  new JwtKeys({ jwt: { secrets: [], issuers: [], audiences: [], ...jwt } } as unknown as Config, new FixedClock());
const parsed = (alg: string, key: string, kid?: string) => parseCompactToken(rawToken({ alg, kid }, {}, key), alg);

describe('JwtKeys', () => {
  it.each(['new', 'old', 'older'])('finds the secret of a rotation that signed: %s', async (secret) => {
    const keys = keysWith({ algorithm: 'HS256', secrets: ['new', 'old', 'older'] });
    expect((await keys.find(parsed('HS256', secret))).export().toString()).toBe(secret);
  });

  it('leaves a signature of no secret to the verifier', async () => {
    const keys = keysWith({ algorithm: 'HS256', secrets: ['new', 'old'] });
    expect((await keys.find(parsed('HS256', 'stolen'))).export().toString()).toBe('new');
  });

  it('never takes a public key for an HMAC secret', async () => {
    const keys = keysWith({ algorithm: 'HS256', secrets: ['secret'], publicKey: pem(rsa) });
    expect((await keys.find(parsed('HS256', pem(rsa)))).type).toBe('secret');
    expect((await keys.find(parsed('HS256', pem(rsa)))).export().toString()).toBe('secret');
  });

  it('never takes a secret for a public key', async () => {
    const keys = keysWith({ algorithm: 'RS256', secrets: ['secret'], publicKey: pem(rsa) });
    expect((await keys.find(parsed('RS256', 'secret'))).type).toBe('public');
  });

  it('needs a kid where only a key set is configured', async () => {
    const keys = keysWith({ algorithm: 'RS256', jwksUrl: 'http://127.0.0.1:9/never-asked' });
    await expect(keys.find(parsed('RS256', 'any'))).rejects.toMatchObject({ status: 401 });
  });

  it.each([
    ['RS512', rsa],
    ['ES256', p256],
    ['ES384', p384],
  ] as const)('takes a public key that fits %s', async (algorithm, pair) => {
    const key = await keysWith({ algorithm, publicKey: pem(pair) }).find(parsed(algorithm, 'any', 'ignored'));
    expect(key.equals(pair.publicKey)).toBe(true);
  });

  it.each([
    ['RS256', pem(p256)],
    ['ES256', pem(rsa)],
    ['ES256', pem(p384)],
    ['ES384', pem(p256)],
    ['RS256', 'not a key'],
  ] as const)('stops the boot on a key that does not fit %s, without printing it', (algorithm, publicKey) => {
    const boot = () => keysWith({ algorithm, publicKey });
    expect(boot).toThrow(ConfigError);
    expect(boot).toThrow(/JWT_PUBLIC_KEY/);
    expect(boot).not.toThrow(new RegExp(publicKey.slice(0, 20)));
  });
});
