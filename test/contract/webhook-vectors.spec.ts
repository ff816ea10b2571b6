import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { query } from '../support/database.js';
import { send, type RawAnswer } from '../support/http.client.js';
import { SeededRandom } from '../support/seeded.random.js';
import { startWorld, type World } from '../support/world.js';
import { connectEvent, SECRETS, signed, stripeVectors, type StripeVector } from './stripe-vectors.js';

const NAMES = stripeVectors(0).map(({ name }) => name);
const MUTATIONS = 2_000;

describe('Deliveries of Stripe', () => {
  let world: World;
  const path = '/api/v1/webhooks/stripe';
  const now = () => Math.floor(Date.now() / 1000);

  beforeAll(async () => {
    world = await startWorld({ STRIPE_WEBHOOK_SECRET: `${SECRETS.current}, ${SECRETS.old}` });
  });
  afterAll(() => world?.end());

  const deliver = (
    { body, signature }: Pick<StripeVector, 'body' | 'signature'>,
    extra: readonly (readonly [string, string])[] = [],
  ): Promise<RawAnswer> => {
    const signatures = signature === undefined ? [] : [signature].flat();
    const type = extra.some(([name]) => name === 'content-type') ? [] : [['content-type', 'application/json'] as const];
    const headers = [...type, ...extra, ...signatures.map((value) => ['stripe-signature', value] as const)];
    return send(world.service.url, { method: 'POST', path, headers, body });
  };
  const stored = async () => {
    const [row] = await query<{ n: number }>(world.database.adminUrl, 'SELECT count(*)::int AS n FROM webhook_events');
    return row?.n;
  };

  it.each(NAMES)('%s', async (name) => {
    const before = await stored();
    const vector = stripeVectors(now()).find((candidate) => candidate.name === name) as StripeVector;
    const answer = await deliver(vector);
    if (vector.valid) {
      expect(answer).toMatchObject({ status: 200, text: '{"received":true,"duplicate":false}' });
      expect(await stored()).toBe((before ?? 0) + 1);
    } else {
      expect(answer).toMatchObject({ status: 401, body: { code: 'invalid_signature' } });
      expect(answer.headers['content-type']).toContain('application/problem+json');
      expect(await stored()).toBe(before);
    }
  });

  it('covers both outcomes', () => {
    const outcomes = stripeVectors(0).map(({ valid }) => valid);
    expect([outcomes.filter(Boolean).length, outcomes.length]).toEqual([9, 47]);
  });

  it('says that it was known when it comes again, signed anew', async () => {
    const body = connectEvent('again');
    const answers = [];
    for (const at of [now() - 3, now() - 2, now()]) answers.push(await deliver({ body, signature: signed(body, at) }));
    expect(answers.map(({ body: answer }) => answer)).toEqual([
      { received: true, duplicate: false },
      { received: true, duplicate: true },
      { received: true, duplicate: true },
    ]);
  });

  it('takes any content type, because only the bytes count, and no content-encoding', async () => {
    const types = [
      'application/json; charset=utf-8',
      'application/cloudevents-batch+json; charset=utf-8',
      'x',
      'a/b/c',
      '',
    ];
    for (const type of types) {
      const body = connectEvent(`type_${types.indexOf(type)}`);
      const answer = await deliver({ body, signature: signed(body, now()) }, [['content-type', type]]);
      expect([type, answer.status, answer.body]).toEqual([type, 200, { received: true, duplicate: false }]);
    }
    for (const [encoding, status] of [
      ['identity', 200],
      ['gzip', 415],
      ['br', 415],
      ['', 415],
    ] as const) {
      const body = connectEvent(`encoding_${encoding}`);
      const answer = await deliver({ body, signature: signed(body, now()) }, [['content-encoding', encoding]]);
      expect([encoding, answer.status]).toEqual([encoding, status]);
    }
  });

  it('takes 1 MiB and no byte more', async () => {
    const sized = (name: string, bytes: number) => {
      const body = connectEvent(name);
      return Buffer.concat([body, Buffer.alloc(bytes - body.length, ' ')]);
    };
    const [fits, exceeds] = [sized('fits', 1_048_576), sized('exceeds', 1_048_577)];
    expect((await deliver({ body: fits, signature: signed(fits, now()) })).status).toBe(200);
    expect(await deliver({ body: exceeds, signature: signed(exceeds, now()) })).toMatchObject({
      status: 413,
      body: { code: 'payload_too_large' },
    });
  });

  it('answers probes with 200 and keeps nothing', async () => {
    const before = await stored();
    for (const probed of [path, `${path}/some-token`]) {
      for (const method of ['GET', 'HEAD']) {
        expect((await send(world.service.url, { method, path: probed })).status).toBe(200);
      }
    }
    expect(await stored()).toBe(before);
  });

  it('knows no other provider, and no other endpoint', async () => {
    const body = connectEvent('elsewhere');
    const headers = { 'content-type': 'application/json', 'stripe-signature': signed(body, now()) };
    const post = (to: string) =>
      send(world.service.url, { method: 'POST', path: `/api/v1/webhooks/${to}`, headers, body });
    expect(await post('nobody')).toMatchObject({ status: 404, body: { code: 'unknown_provider' } });
    expect(await post('STRIPE')).toMatchObject({ status: 404, body: { code: 'unknown_provider' } });
    expect(await post('constructor')).toMatchObject({ status: 404, body: { code: 'unknown_provider' } });
    expect(await post(`stripe/${randomUUID()}`)).toMatchObject({
      status: 404,
      body: { code: 'webhook_endpoint_not_found' },
    });
  });

  it(`survives ${MUTATIONS} random changes of a valid delivery`, async () => {
    const random = new SeededRandom(20_260_101);
    const body = connectEvent('mutated');
    const wrong: unknown[] = [];
    let accepted = 0;
    const one = async () => {
      const signature = signed(body, now());
      const mutant = mutate(random, body, signature);
      const { status } = await deliver(mutant);
      const untouched = mutant.body.equals(body) && equivalent(mutant.signature, signature);
      if (untouched) accepted++;
      if (status >= 500 || status < 300 !== untouched) wrong.push([status, mutant.change, mutant.signature]);
    };
    for (let i = 0; i < MUTATIONS; i += 20) await Promise.all(Array.from({ length: 20 }, one));
    expect(wrong).toEqual([]);
    expect(accepted).toBeGreaterThan(0);
  });
});

interface Mutant {
  change: string;
  body: Buffer;
  signature: string;
}

/** One byte of the body or of the header: another one, one less, or one more. */
function mutate(random: SeededRandom, body: Buffer, signature: string): Mutant {
  const ofBody = random.chance(2);
  const bytes = ofBody ? body : Buffer.from(signature);
  const at = random.integer(bytes.length);
  // What a header may carry: printable ASCII.
  const byte = Buffer.from([ofBody ? random.integer(256) : 32 + random.integer(95)]);
  const change = random.pick(['replace', 'remove', 'insert', 'case']);
  const head = bytes.subarray(0, at);
  const flipped = Buffer.from(
    [bytes[at] as number].map((code) => (/[a-z]/i.test(String.fromCharCode(code)) ? code ^ 32 : code)),
  );
  const middle = { replace: byte, remove: Buffer.alloc(0), insert: byte, case: flipped }[change] as Buffer;
  const changed = Buffer.concat([head, middle, bytes.subarray(change === 'insert' ? at : at + 1)]);
  const name = `${ofBody ? 'body' : 'header'} ${change} ${at}`;
  return ofBody ? { change: name, body: changed, signature } : { change: name, body, signature: changed.toString() };
}

/** The same header but for spaces around its items, which are no part of what was signed. */
function equivalent(header: string, original: string): boolean {
  const items = (text: string) => text.split(',').map((item) => item.trim().replace(/^(t|v1)\s*=\s*/, '$1='));
  return items(header).join() === items(original).join();
}
