import { generateKeyPairSync } from 'node:crypto';
import { Logger } from '@nestjs/common';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { deadline } from '../../../test/support/patience.js';
import { FixedClock } from '../testing/fixed.clock.js';
import { JwksServer } from '../testing/jwks.server.js';
import { JwksKeys } from './jwks.keys.js';

const MINUTE = 60_000;
const first = generateKeyPairSync('rsa', { modulusLength: 2048 });
const second = generateKeyPairSync('rsa', { modulusLength: 2048 });
const ec = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });

describe('JwksKeys', () => {
  let server: JwksServer;
  let clock: FixedClock;
  let keys: JwksKeys;

  beforeAll(() => Logger.overrideLogger(false));
  beforeEach(async () => {
    server = await new JwksServer().start();
    server.publish('k1', first.publicKey);
    clock = new FixedClock();
    keys = new JwksKeys(server.url, 'RS256', clock);
  });
  afterEach(() => server?.stop());

  const expectKey = async (kid: string, pair: typeof first) =>
    expect((await keys.find(kid)).equals(pair.publicKey)).toBe(true);

  it('asks once for many requests', async () => {
    await Promise.all(Array.from({ length: 50 }, () => expectKey('k1', first)));
    await expectKey('k1', first);
    expect(server.requests).toBe(1);
  });

  it('finds a key that was published a moment ago', async () => {
    await expectKey('k1', first);
    server.publish('k2', second.publicKey);
    await expectKey('k2', second);
    await expectKey('k1', first);
    expect(server.requests).toBe(2);
  });

  it('refuses an unknown kid, and made-up ones do not make it hammer the issuer', async () => {
    await expectKey('k1', first);
    for (let i = 0; i < 100; i++) await expect(keys.find(`made-up-${i}`)).rejects.toMatchObject({ status: 401 });
    expect(server.requests).toBe(10);
    await expectKey('k1', first);

    clock.time += MINUTE;
    server.publish('k2', second.publicKey);
    await expectKey('k2', second);
  });

  it('asks once for any number of made-up kids at the same time, and no more than ten times a minute for all', async () => {
    const outcomes = new Set<unknown>();
    const guess = (kid: string) => keys.find(kid).catch(({ status }: { status: number }) => outcomes.add(status));
    for (let wave = 1; wave <= 20; wave++) {
      await Promise.all(Array.from({ length: 100 }, (_, n) => guess(`${wave}-${n}`)));
      expect(server.requests).toBe(Math.min(wave, 10));
    }
    expect([...outcomes]).toEqual([401]);
    await expectKey('k1', first);
    clock.time += MINUTE;
    await Promise.all(Array.from({ length: 100 }, (_, n) => guess(`later-${n}`)));
    expect(server.requests).toBe(11);
  });

  it('asks as seldom while the issuer only fails', async () => {
    server.fault = { status: 500 };
    for (let wave = 0; wave < 20; wave++) {
      const waiting = Array.from({ length: 20 }, (_, n) => keys.find(`${wave}-${n}`));
      for (const outcome of await Promise.allSettled(waiting)) {
        expect(outcome).toMatchObject({ status: 'rejected', reason: { status: 503 } });
      }
    }
    expect(server.requests).toBe(10);
  });

  it('reads an old set once for all who wait for it', async () => {
    await expectKey('k1', first);
    clock.time += 61 * MINUTE;
    await Promise.all(Array.from({ length: 100 }, () => expectKey('k1', first)));
    expect(server.requests).toBe(2);
  });

  it.each(['__proto__', 'constructor', ''])('finds nothing under %p', async (kid) => {
    await expect(keys.find(kid)).rejects.toMatchObject({ status: 401 });
  });

  it('forgets a withdrawn key: soon when in use, at once after a long silence', async () => {
    await expectKey('k1', first);
    server.keys = [];
    server.publish('k2', second.publicKey);
    clock.time += 11 * MINUTE;
    await expectKey('k1', first);
    await expectKey('k2', second);
    await expect(keys.find('k1')).rejects.toMatchObject({ status: 401 });

    server.keys = [];
    server.publish('k3', first.publicKey);
    clock.time += 61 * MINUTE;
    await expect(keys.find('k2')).rejects.toMatchObject({ status: 401 });
  });

  it.each([
    ['an error status', { status: 500 }],
    ['not found', { status: 404 }],
    ['a redirect', { status: 302 }],
    ['not JSON', { body: '<html>' }],
    ['null', { body: 'null' }],
    ['a word', { body: '"keys"' }],
    ['no keys', { body: '{"keys":[]}' }],
    ['keys of another shape', { body: '{"keys":"abc"}' }],
    ['broken keys', { body: '{"keys":[null]}' }],
    ['nothing', { body: '' }],
  ])('an answer of %s is 503 while no key is known, and changes nothing once one is', async (_, fault) => {
    server.fault = fault;
    await expect(keys.find('k1')).rejects.toMatchObject({ status: 503 });
    server.fault = undefined;
    await expectKey('k1', first);
    server.fault = fault;
    clock.time += 2 * 61 * MINUTE;
    await expectKey('k1', first);
    await expect(keys.find('k2')).rejects.toMatchObject({ status: 503 });
  });

  it('goes on with the known keys while the issuer is away, and recovers', async () => {
    await expectKey('k1', first);
    await server.stop();
    clock.time += 24 * 60 * MINUTE;
    for (let i = 0; i < 30; i++) await expectKey('k1', first);
    await server.start();
    clock.time += MINUTE;
    await expectKey('k1', first);
    server.publish('k2', second.publicKey);
    await expectKey('k2', second);
  });

  it('gives up on an answer that never ends', async () => {
    server.fault = { hang: true };
    const startedAt = Date.now();
    await expect(keys.find('k1')).rejects.toMatchObject({ status: 503 });
    expect(Date.now()).toBeLessThan(deadline(startedAt, 5_000));
  });

  it('takes only keys that can verify the configured algorithm', async () => {
    server.keys = [];
    server.publish('ec', ec.publicKey);
    server.publish('other-alg', second.publicKey, { alg: 'RS512' });
    server.publish('encryption', second.publicKey, { use: 'enc' });
    server.publish(undefined, second.publicKey);
    server.publish('private', second.privateKey);
    server.publish('good', first.publicKey, { alg: 'RS256' });
    server.publish('good', second.publicKey, { alg: 'RS256' });
    await expectKey('good', first);
    for (const kid of ['ec', 'other-alg', 'encryption', 'undefined', 'private']) {
      await expect(keys.find(kid)).rejects.toMatchObject({ status: 401 });
    }
  });

  it('takes RSA keys under 2048 bits outside production only', async () => {
    const short = generateKeyPairSync('rsa', { modulusLength: 1024 });
    server.publish('short', short.publicKey);
    await expectKey('k1', first);
    await expect(keys.find('short')).rejects.toMatchObject({ status: 401 });
    const outside = new JwksKeys(server.url, 'RS256', clock, true);
    expect((await outside.find('short')).equals(short.publicKey)).toBe(true);
  });
});
