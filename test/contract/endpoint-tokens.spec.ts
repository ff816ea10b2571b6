import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createHash, randomUUID } from 'node:crypto';
import { query } from '../support/database.js';
import { send, type RawAnswer } from '../support/http.client.js';
import { startInstance } from '../support/service.instance.js';
import { patient } from '../support/patience.js';
import { seeded } from '../support/seeded.random.js';
import type { Service } from '../support/service.js';
import { StatementCounter } from '../support/statement.counter.js';
import { stripeEventBody, stripeSignature } from '../support/stripe.delivery.js';
import { eventually, type Tenant } from '../support/tenant.js';
import { startWorld, type World } from '../support/world.js';

interface Endpoint {
  id: string;
  url: string;
}

const LOOKUP = /FROM find_webhook_endpoint/;
const ANY = /^/;
const NOT_FOUND = { status: 404, body: { code: 'webhook_endpoint_not_found' } };
/** So many failures from one address are what is tested here. */
const PATIENT = { AUTH_FAILURES_PER_MINUTE: '1000000', AUTH_FAILURES_BURST: '1000000' };

const random = seeded();
const randomToken = () => random.bytes(24).toString('base64url');
const tokenOf = ({ url }: Endpoint) => url.split('/').at(-1)!;
const signed = (secret: string) => {
  const created = Math.floor(Date.now() / 1000);
  const object = { id: 'cus_1', object: 'customer' };
  const body = stripeEventBody({ id: `evt_${randomUUID()}`, type: 'customer.created', created, object });
  return { body, headers: { 'content-type': 'application/json', 'stripe-signature': stripeSignature(body, secret) } };
};

describe('The token in the URL of a webhook endpoint', () => {
  let world: World;
  let counter: StatementCounter;
  /** A second process on the same database: what it takes was made, rotated and deleted in the first. */
  let other: Service;
  let tenant: Tenant;
  let integrationId: string;

  beforeAll(async () => {
    world = await startWorld(PATIENT);
    counter = new StatementCounter(world.database.apiUrl);
    other = await startInstance(world.service, {
      ROLES: 'api',
      DATABASE_API_URL: await counter.listen(),
      WEBHOOK_ENDPOINT_FRESH_MS: String(patient(3_000)),
      WEBHOOK_UNKNOWN_TOKEN_MS: '60000',
      // Its own statements must not be taken for those of guesses.
      USAGE_FLUSH_MS: '3600000',
    });
    tenant = world.tenant();
    integrationId = await tenant.connect((await world.account({ scale: 1 })).secretKey);
  });
  afterAll(async () => {
    await other?.stop();
    await counter?.close();
    await world?.end();
  });

  const path = () => `/integrations/${integrationId}/webhook-endpoints`;
  const create = async (secret: string) => (await tenant.call<Endpoint>('POST', path(), { secret })).body;
  const rotate = (id: string, secret: string) => tenant.call('POST', `${path()}/${id}/rotate`, { secret });
  const deliver = (token: string, secret: string, { url }: Service = other, provider = 'stripe'): Promise<RawAnswer> =>
    send(url, { method: 'POST', path: `/api/v1/webhooks/${provider}/${token}`, ...signed(secret) });
  const guess = async (tokens: readonly string[]) => {
    const answers = new Set<string>();
    for (const token of tokens) {
      const { status, body } = await deliver(token, 'whsec_guessed');
      answers.add(`${status} ${String(body.code)}`);
    }
    return [...answers];
  };

  /** A row as it was written before tokens were signed; the secret comes by way of the API, which seals it. */
  const plant = async (token: string, secret: string): Promise<string> => {
    const id = randomUUID();
    await query(
      world.database.adminUrl,
      `INSERT INTO webhook_endpoints (tenant_id, id, integration_id, provider, token_hash) VALUES ($1, $2, $3, 'stripe', $4)`,
      [tenant.id, id, integrationId, createHash('sha256').update(token).digest()],
    );
    expect((await rotate(id, secret)).status).toBe(200);
    return id;
  };

  it('works at once in every process, is stored as a hash only, and ends with its endpoint', async () => {
    const endpoint = await create('whsec_first');
    const token = tokenOf(endpoint);
    expect(token).toMatch(/^[\w-]{48}$/);
    for (const process of [world.service, other]) {
      expect(await deliver(token, 'whsec_first', process)).toMatchObject({ status: 200 });
      expect(await deliver(token, 'whsec_wrong', process)).toMatchObject({ status: 401 });
    }
    const hash = createHash('sha256').update(token).digest();
    const stored = `SELECT token_hash FROM webhook_endpoints WHERE id = $1`;
    expect(await query(world.database.adminUrl, stored, [endpoint.id])).toEqual([{ token_hash: hash }]);

    expect((await tenant.call('DELETE', `${path()}/${endpoint.id}`)).status).toBe(204);
    expect(await deliver(token, 'whsec_first', world.service)).toMatchObject(NOT_FOUND);
    await eventually(
      () => deliver(token, 'whsec_first'),
      ({ status }) => status === 404,
      10_000,
    );
  });

  it('takes a rotated secret at once in every process, and another one right after', async () => {
    const { id, ...endpoint } = await create('whsec_first');
    const token = tokenOf({ id, ...endpoint });
    for (const secret of ['whsec_first', 'whsec_second', 'whsec_third']) {
      if (secret !== 'whsec_first') await rotate(id, secret);
      for (const process of [world.service, other]) {
        expect(await deliver(token, secret, process)).toMatchObject({ status: 200 });
      }
    }
  });

  it('goes on working when it was made before tokens were signed', async () => {
    const token = randomToken();
    const id = await plant(token, 'whsec_planted');
    for (const secret of ['whsec_planted', 'whsec_rotated']) {
      if (secret !== 'whsec_planted') await rotate(id, secret);
      for (const process of [world.service, other]) {
        expect(await deliver(token, secret, process)).toMatchObject({ status: 200 });
      }
    }
    expect(await deliver(token, 'whsec_wrong')).toMatchObject({ status: 401 });
  });

  it('is looked up once for 100 deliveries at the same time', async () => {
    for (const token of [tokenOf(await create('whsec_many')), randomToken()]) {
      if (token.length === 32) await plant(token, 'whsec_many');
      const lookups = await counter.during(LOOKUP, async () => {
        const answers = await Promise.all(Array.from({ length: 100 }, () => deliver(token, 'whsec_many')));
        expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
      });
      // One more where the last of them come after WEBHOOK_ENDPOINT_FRESH_MS.
      expect(lookups).toBeGreaterThanOrEqual(1);
      expect(lookups).toBeLessThanOrEqual(2);
    }
  });

  it('costs nothing when it is guessed in any other shape: 1,000 guesses, not one statement', async () => {
    const shapes = [1, 16, 31, 33, 43, 47, 49, 64, 99].map((length) =>
      random.bytes(99).toString('hex').slice(0, length),
    );
    const ofRightLength = ['.', '~', '%20', '%0A', '+', '%C3%A9'].map((odd) => randomToken().slice(1) + odd);
    const guesses = Array.from({ length: 1_000 }, (_, n) => [...shapes, randomUUID(), ...ofRightLength][n % 16]!);
    const statements = await counter.during(ANY, async () => {
      expect(await guess(guesses)).toEqual(['404 webhook_endpoint_not_found']);
    });
    expect(statements).toBe(0);
  });

  it('is looked up once when it is guessed in the right shape', async () => {
    const guesses = Array.from({ length: 50 }, () => [randomToken(), random.bytes(36).toString('base64url')]).flat();
    const ask = async () => expect(await guess(guesses)).toEqual(['404 webhook_endpoint_not_found']);
    expect(await counter.during(LOOKUP, ask)).toBe(100);
    expect(await counter.during(ANY, ask)).toBe(0);
  });

  it('opens nothing at another provider, with a changed byte, or at a provider that does not exist', async () => {
    const token = tokenOf(await create('whsec_strict'));
    expect(await deliver(token, 'whsec_strict')).toMatchObject({ status: 200 });
    expect(await deliver(token, 'whsec_strict', other, 'square')).toMatchObject(NOT_FOUND);
    const changed = Buffer.from(token, 'base64url');
    for (const at of [0, 15, 16, 35]) {
      changed[at]! ^= 1;
      expect(await deliver(changed.toString('base64url'), 'whsec_strict')).toMatchObject(NOT_FOUND);
      changed[at]! ^= 1;
    }
    const statements = await counter.during(ANY, async () => {
      for (const provider of ['nobody', 'STRIPE', 'constructor', '__proto__', 'stripe%20', '%0A']) {
        const answer = await deliver(token, 'whsec_strict', other, provider);
        expect(answer).toMatchObject({ status: 404, body: { code: 'unknown_provider' } });
      }
    });
    expect(statements).toBe(0);
  });
});
