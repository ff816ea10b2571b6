import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { randomUUID } from 'node:crypto';
import { ControlClient } from '../../demo/clients/control.client.js';
import { loadConfig } from '../../src/config/config.js';
import { FakeProvider } from '../providers/fake/fake.provider.js';
import { fakeSubject } from '../providers/fake/fake.subject.js';
import type { Vendor, VendorAccount } from '../providers/subject.js';
import { canonical } from '../support/comparison.js';
import { createDatabase, type TestDatabase } from '../support/database.js';
import { freePort } from '../support/service.js';
import { eventually, Tenant } from '../support/tenant.js';

const REGISTRY = '../../src/providers/providers.registry.js';

/** The service in this process, its registry one line longer, and nothing else changed. */
async function bootWithFifth(database: TestDatabase, port: number): Promise<NestFastifyApplication> {
  const registry = await import('../../src/providers/providers.registry.js');
  const PROVIDERS = [...registry.PROVIDERS, FakeProvider];
  jest.unstable_mockModule(REGISTRY, () => ({ ...registry, PROVIDERS }));
  const { createApp } = await import('../../src/bootstrap/create-app.js');
  const { databasePools } = await import('../../src/bootstrap/database.pools.js');
  const config = loadConfig({
    NODE_ENV: 'test',
    LOG_LEVEL: 'warn',
    PORT: String(port),
    PUBLIC_URL: `http://127.0.0.1:${port}`,
    ...database.env,
    REDIS_URL: process.env.TEST_REDIS_URL,
    REDIS_PREFIX: `test-${randomUUID()}`,
    WEBHOOK_AUTO_REGISTER: 'true',
  });
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
  let tenant: Tenant;
  let integrationId: string;

  beforeAll(async () => {
    [database, vendor] = await Promise.all([createDatabase(), fakeSubject.startVendor()]);
    const port = await freePort();
    app = await bootWithFifth(database, port);
    control = new ControlClient(vendor.url, new AbortController().signal);
    account = (await control.createAccount({ seed: 1 })) as VendorAccount;
    tenant = new Tenant(() => `http://127.0.0.1:${port}`);
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
