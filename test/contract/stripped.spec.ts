import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { send } from '../support/http.client.js';
import { leaksIn } from '../support/leak.finder.js';
import { startProviderSandboxes, type ProviderSandbox, type ProviderSandboxes } from '../support/provider.sandboxes.js';
import { dumpRedis } from '../support/redis.dump.js';
import { stripeSignature } from '../support/stripe.delivery.js';
import { dumpTables } from '../support/table.dump.js';
import { eventually, type RunBody, type Tenant } from '../support/tenant.js';
import type { Page } from './shapes.js';

/** With the account of each. What an account has is a function of its id, so a random one can lack a tax number. */
const ACCOUNTS: Record<string, string> = {
  stripe: 'acct_1Stripped',
  square: 'MLSTRIPPED',
  quickbooks: '9130350000000042',
};
const PROVIDERS = Object.keys(ACCOUNTS);
/** Members whose texts must not be kept, and how many of them at least the sandboxes must have shown. */
const SENSITIVE: Record<string, number> = {
  client_secret: 20,
  gan: 5,
  gift_card_gan: 2,
  primary_bank_identification_number: 1,
  tax_id: 1,
  customer_tax_ids: 1,
  tax_ids: 1,
  TaxIdentifier: 1,
  ResaleNum: 1,
  EmployerId: 1,
};
const PLATFORM_SECRET = 'whsec_test_stripped_0123456789abcdef';

const canary = (prefix: string) => `${prefix}CANARY${randomUUID().replaceAll('-', '')}`;
const PLANTED = {
  event: canary('pi_1planted_secret_'),
  before: canary('pi_1planted_secret_'),
  tax: canary('DE'),
  cut: canary('pi_1planted_secret_'),
  form: canary('cs_test_planted_secret_'),
  escaped: canary('any'),
  twice: canary('any'),
  again: canary('any'),
  quoted: canary('any'),
  deep: canary('any'),
  bytes: canary('any'),
  encoded: canary('any'),
  literal: canary('any'),
  confirmation: canary('any'),
  link: canary('https://connect.stripe.com/setup/'),
  customerSession: canary('any'),
  routing: canary('any'),
  account: canary('any'),
  iban: canary('any'),
  wallet: canary('any'),
};

describe('What must not be stored', () => {
  let world: ProviderSandboxes;
  let tenant: Tenant;
  const found = new Map<string, Set<string>>(Object.keys(SENSITIVE).map((name) => [name, new Set()]));
  const answers: string[] = [];
  const lists: (() => Promise<unknown>)[] = [];

  beforeAll(async () => {
    world = await startProviderSandboxes(PROVIDERS, { LOG_LEVEL: 'trace', STRIPE_WEBHOOK_SECRET: PLATFORM_SECRET });
    tenant = world.tenant();
    for (const name of PROVIDERS) await live(world.sandbox(name));
    await settled();
    await readAll();
  });
  afterAll(() => world?.end());

  /** Texts under a sensitive name, however deep. */
  const collect = (value: unknown, under: string | null): void => {
    if (typeof value === 'string' && under && value.length > 5) found.get(under)?.add(value);
    if (typeof value !== 'object' || value === null) return;
    for (const [name, inner] of Object.entries(value)) {
      const isListOfIds = name === 'tax_ids' && Array.isArray(inner) && typeof inner[0] === 'string';
      const isKind = name === 'type';
      if (!isListOfIds) collect(inner, found.has(name) ? name : isKind ? null : under);
    }
  };

  async function live({ name, plan, control }: ProviderSandbox): Promise<void> {
    const account = await control.createAccount({ ...plan.account(), id: ACCOUNTS[name], scale: 60, seed: 5 });
    const { credentials, counts } = account as unknown as {
      credentials: Record<string, string>;
      counts: Record<string, number>;
    };
    const { body } = await tenant.call<{ id: string }>('POST', '/integrations', { provider: name, credentials });
    await plan.subscribe(control, account, `${world.service.url}/api/v1/webhooks/${name}`);
    const look = async () => {
      for (const stream of Object.keys(counts)) {
        for (const { object } of await control.objects(account.id, stream)) collect(object, null);
      }
    };
    await look();
    expect(await tenant.syncAndWait(body.id)).toMatchObject({ status: 'succeeded' });
    await control.mutate(account.id, { updates: 80, creates: 40, seed: 3 });
    await look();
    await eventually(
      () => control.deliveries(),
      ({ pending }) => pending === 0,
    );
    if (name === 'stripe') await plant(account.id);
    expect(await tenant.syncAndWait(body.id)).toMatchObject({ status: 'succeeded' });
    const { body: batch } = await tenant.call<{ runs: RunBody[] }>('POST', '/sync/batch', {
      operation: 'export',
      integrationId: body.id,
    });
    for (const { id } of batch.runs) {
      expect(await tenant.finished(id)).toMatchObject({ status: 'succeeded' });
      const headers = { authorization: `Bearer ${tenant.token()}` };
      const file = await send(world.service.url, { path: `/api/v1/sync/runs/${id}/export`, headers });
      expect(file.status).toBe(200);
      answers.push(file.text);
    }
    lists.push(...Object.keys(counts).map((stream) => () => tenant.records(body.id, stream)));
  }

  async function plant(account: string): Promise<void> {
    const event = (id: string, type: string, object: object, previous: object) =>
      JSON.stringify({
        id,
        object: 'event',
        type,
        account,
        created: 1,
        data: { object, previous_attributes: previous },
      });
    const intent = {
      id: 'pi_1planted',
      object: 'payment_intent',
      description: 'Planted',
      client_secret: PLANTED.event,
    };
    const bodies = [
      event('evt_s1', 'payment_intent.succeeded', intent, { a: [{ client_secret: PLANTED.before }] }),
      event('evt_s2', 'customer.tax_id.created', { object: 'tax_id', value: PLANTED.tax, country: 'DE' }, {}),
      event(
        'evt_s5',
        'invoice.payment_failed',
        { object: 'invoice', confirmation_secret: { client_secret: PLANTED.confirmation } },
        {},
      ),
      event('evt_s6', 'x', { note: JSON.stringify({ a: 1, client_secret: PLANTED.quoted }) }, {}),
      event('evt_s7', 'x', { object: 'account_link', url: PLANTED.link }, { client_secret: [PLANTED.customerSession] }),
      event(
        'evt_s13',
        'payment_method.attached',
        {
          id: 'pm_1planted',
          object: 'payment_method',
          type: 'us_bank_account',
          us_bank_account: { routing_number: PLANTED.routing, account_number: `${PLANTED.account}6789`, last4: '6789' },
          link: { persistent_token: PLANTED.wallet },
        },
        { sepa_credit_transfer: { iban: PLANTED.iban } },
      ),
      event('evt_s8', 'x', { client_secret: PLANTED.escaped }, {}).replace('client_secret', 'client\\u005Fsecret'),
      `{"id":"evt_s9","object":"event","type":"x","client_secret":"${PLANTED.twice}","client_secret":"${PLANTED.again}"}`,
      `${'['.repeat(100)}{"client_secret":"${PLANTED.deep}"}${']'.repeat(100)}`,
      Buffer.from(`{"id":"evt_s10","client_secret" : "${PLANTED.bytes}","a":"\xff"}`, 'latin1'),
      `id=evt_s11&client%5Fsecret=${PLANTED.encoded}`,
      `{'id': 'evt_s12', 'client_secret': 'a b ${PLANTED.literal}'}`,
      `{"id":"evt_s3","data":{"object":{"client_secret":"${PLANTED.cut}`,
      `{"id":"","type":"x","note":"payment_intent_client_secret=${PLANTED.form}"}`,
    ];
    for (const body of bodies) {
      const headers = {
        'content-type': 'application/json',
        'stripe-signature': stripeSignature(body, PLATFORM_SECRET),
      };
      const delivery = { method: 'POST', path: '/api/v1/webhooks/stripe', headers, body };
      expect((await send(world.service.url, delivery)).status).toBe(200);
      // The vendor sends it again: its name is that of the bytes as they came.
      expect(await send(world.service.url, delivery)).toMatchObject({
        text: expect.stringContaining('"duplicate":true'),
      });
    }
  }

  /** Waits until no event is open. A record that an event brings is not in a list that is read before. */
  async function settled(): Promise<void> {
    await eventually(
      async () => {
        const open = ['received', 'processing'].map((status) =>
          tenant.call<Page>('GET', `/webhooks/events?status=${status}`),
        );
        return (await Promise.all(open)).flatMap(({ body }) => body.data);
      },
      ({ length }) => length === 0,
    );
  }

  async function readAll(): Promise<void> {
    for (const list of lists) answers.push(JSON.stringify(await list()));
    for (const path of ['/sync/runs', '/sync/status', '/webhooks/events', '/integrations']) {
      answers.push(JSON.stringify((await tenant.call('GET', path)).body));
    }
    const admin = world.tenant({ role: 'admin' });
    for (const path of ['dead-letters', 'webhook-events', 'audit']) {
      answers.push(JSON.stringify((await admin.call('GET', `/admin/${path}`)).body));
    }
  }

  it('was sent by the sandboxes', () => {
    const counts = Object.fromEntries([...found].map(([name, texts]) => [name, texts.size]));
    const missing = Object.entries(SENSITIVE).filter(([name, least]) => (counts[name] ?? 0) < least);
    expect({ missing, counts }).toEqual({ missing: [], counts });
  });

  it.each<[string, () => Promise<string>, string]>([
    ['any table', () => dumpTables(world.database.adminUrl), 'Planted'],
    ['Redis', () => dumpRedis(world.service.env.REDIS_URL ?? ''), 'integration-high'],
    ['what the service prints', async () => world.service.output(), 'listens on'],
    ['any record, export, dead letter or other answer', async () => answers.join('\n'), 'Planted'],
  ])('is not in %s', async (_, read, visible) => {
    const text = await read();
    expect(text.includes(visible)).toBe(true);
    const secrets = [...found].flatMap(([name, texts]) => [...texts].map((secret): [string, string] => [name, secret]));
    expect(leaksIn(text, [...secrets, ...Object.entries(PLANTED)])).toEqual([]);
  });

  it('leaves the last four of a gift card', () => {
    expect(answers.some((text) => /"gan":"\d{4}"/.test(text))).toBe(true);
  });
});
