import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createHmac, randomUUID } from 'node:crypto';
import { ControlClient } from '../../demo/clients/control.client.js';
import { loadConfig } from '../../src/config/config.js';
import type { ProviderConfig } from '../../src/config/provider.config.js';
import { fakeConfig } from '../providers/fake/fake.config.js';
import { fakeSubject } from '../providers/fake/fake.subject.js';
import type { Vendor, VendorAccount } from '../providers/subject.js';
import { leaveUnchecked } from '../support/document.check.js';
import { canonical } from '../support/record.comparison.js';
import { createDatabase, type TestDatabase } from '../support/database.js';
import { freePort } from '../support/free.port.js';
import { eventually, Tenant } from '../support/tenant.js';

const PLATFORM_SECRET = 'a-secret-of-the-box-office';
const LIST = '../../src/providers/providers.list.js';

/** The list of providers, one line longer. Returns what the configuration takes from it. */
async function addFifth(): Promise<readonly ProviderConfig[]> {
  const list = await import('../../src/providers/providers.list.js');
  const load = () => import('../providers/fake/fake.provider.js');
  const PROVIDERS = [...list.PROVIDERS, { name: 'boxoffice', config: fakeConfig, load }];
  const PROVIDER_CONFIGS = PROVIDERS.map(({ config }) => config);
  jest.unstable_mockModule(LIST, () => ({ PROVIDERS, PROVIDER_CONFIGS }));
  return PROVIDER_CONFIGS;
}

/** The service in this process, with that list, and nothing else changed. */
async function bootWithFifth(
  database: TestDatabase,
  port: number,
  configs: readonly ProviderConfig[],
): Promise<NestFastifyApplication> {
  const { createApp } = await import('../../src/bootstrap/create-app.js');
  const { databasePools } = await import('../../src/bootstrap/database.pools.js');
  const environment = {
    NODE_ENV: 'test',
    LOG_LEVEL: 'warn',
    PORT: String(port),
    PUBLIC_URL: `http://127.0.0.1:${port}`,
    ...database.env,
    REDIS_URL: process.env.TEST_REDIS_URL,
    REDIS_PREFIX: `test-${randomUUID()}`,
    WEBHOOK_AUTO_REGISTER: 'true',
    BOXOFFICE_WEBHOOK_SECRET: PLATFORM_SECRET,
  };
  const config = loadConfig(environment, configs);
  const app = await createApp(config, await databasePools(config));
  await app.listen(port, '127.0.0.1');
  return app;
}

describe('A fifth provider, added by its folder and one line', () => {
  let database: TestDatabase;
  let vendor: Vendor;
  let app: NestFastifyApplication;
  let control: ControlClient;
  let account: VendorAccount;
  let port: number;
  let configs: readonly ProviderConfig[];
  let tenant: Tenant;
  let integrationId: string;

  beforeAll(async () => {
    [database, vendor] = await Promise.all([createDatabase(), fakeSubject.startVendor()]);
    port = await freePort();
    configs = await addFifth();
    app = await bootWithFifth(database, port, configs);
    control = new ControlClient(vendor.url, new AbortController().signal);
    account = (await control.createAccount({ seed: 1 })) as VendorAccount;
    tenant = new Tenant(() => `http://127.0.0.1:${port}`);
    leaveUnchecked();
  });
  afterAll(async () => {
    await app?.close();
    await vendor?.stop();
    await database?.drop();
  });

  const there = async (stream: string) =>
    (await control.objects(account.id, stream)).map(({ id, object }) => `${id} ${canonical(object)}`).sort();
  const here = async (stream: string) =>
    (await tenant.records(integrationId, stream))
      .filter(({ deletedAt }) => deletedAt === null)
      .map(({ externalId, raw }) => `${String(externalId)} ${canonical(raw)}`)
      .sort();

  it('brings its own variables and limits', () => {
    const load = (environment: Record<string, string>) => loadConfig(environment, configs);
    expect(fakeConfig.of(load({ BOXOFFICE_RATE_PER_SECOND: '7' }))).toEqual({ webhookSecrets: [], ratePerSecond: 7 });
    expect(() => load({ BOXOFFICE_RATE_PER_SECOND: '0', PORT: '-1' })).toThrow(
      'PORT must be at least 0; BOXOFFICE_RATE_PER_SECOND must be at least 1',
    );
    const production = { NODE_ENV: 'production', BOXOFFICE_WEBHOOK_SECRET: 'hunter2' };
    expect(() => load({ ...production, JWT_SECRET: 'a-secret-of-at-least-thirty-two-bytes' })).toThrow(
      'BOXOFFICE_WEBHOOK_SECRET must be at least 16 bytes',
    );
  });

  it('reads a secret of the platform from its own variable', async () => {
    const body = JSON.stringify({ event: 'bo_platform', stream: 'guests', id: 'g', at: 1, object: null });
    const deliver = async (secret: string) => {
      const signature = createHmac('sha256', secret).update(body).digest('hex');
      const headers = { 'content-type': 'application/json', 'box-office-signature': signature };
      const url = `http://127.0.0.1:${port}/api/v1/webhooks/boxoffice`;
      return (await fetch(url, { method: 'POST', headers, body })).status;
    };
    expect([await deliver('wrong'), await deliver(PLATFORM_SECRET)]).toEqual([401, 200]);
  });

  it('is shown with the others', async () => {
    const { body } = await tenant.call<{ data: { name: string }[] }>('GET', '/providers');
    expect(JSON.stringify(body)).toContain('"Box office"');
    expect((await tenant.call('GET', '/providers/boxoffice')).status).toBe(200);
  });

  it('is connected by its own credentials, and refused with wrong ones', async () => {
    const connect = (token: string) =>
      tenant.call<{ id: string; code: string }>('POST', '/integrations', {
        provider: 'boxoffice',
        credentials: { host: vendor.url, token },
      });
    expect(await connect('0'.repeat(32))).toMatchObject({
      status: 422,
      body: { code: 'provider_rejected_credentials' },
    });
    const { status, body } = await connect(account.credentials.token!);
    expect(status).toBe(201);
    expect(JSON.stringify(body)).not.toContain(account.credentials.token);
    integrationId = body.id;
  });

  it('comes in whole, and its records are normalised', async () => {
    expect(await tenant.syncAndWait(integrationId)).toMatchObject({ status: 'succeeded', error: null });
    for (const stream of Object.keys(account.counts)) expect(await here(stream)).toEqual(await there(stream));
    const [guest] = await tenant.records(integrationId, 'guests');
    expect(guest!.data).toMatchObject({ name: expect.stringMatching(/^Guest /), currency: 'EUR' });
  });

  it('is followed by signed webhooks, to endpoints that were set up by themselves', async () => {
    await control.mutate(account.id, { updates: 20, deletes: 5, creates: 5, seed: 2, streams: ['guests'] });
    const expected = await there('guests');
    await eventually(
      () => here('guests'),
      (records) => JSON.stringify(records) === JSON.stringify(expected),
    );
    const { body } = await tenant.call<{ data: { provider: string }[] }>('GET', '/webhooks/events');
    expect(body.data.length).toBeGreaterThanOrEqual(30);
    expect(body.data.every(({ provider }) => provider === 'boxoffice')).toBe(true);
  });

  it('is followed by incremental runs', async () => {
    await control.call('POST', '/clock', { offsetSeconds: 60 });
    await control.call('POST', '/webhooks', { paused: true });
    await control.mutate(account.id, { updates: 20, deletes: 5, creates: 5, seed: 3 });
    expect(await tenant.syncAndWait(integrationId)).toMatchObject({ status: 'succeeded' });
    for (const stream of Object.keys(account.counts)) expect(await here(stream)).toEqual(await there(stream));
  });

  it('is left by disconnecting it', async () => {
    expect((await tenant.call('DELETE', `/integrations/${integrationId}`)).status).toBe(204);
  });
});
