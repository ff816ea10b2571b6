import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { query } from '../support/database.js';
import { freePort } from '../support/free.port.js';
import { eventually, type Tenant } from '../support/tenant.js';
import { startWorld, type Account, type World } from '../support/world.js';

interface Endpoint {
  id: string;
  url: string | null;
  registered: boolean;
  activeSecrets: number;
}

describe('A webhook that is set up at the provider', () => {
  let world: World;
  let tenant: Tenant;
  let account: Account;
  let integrationId: string;

  beforeAll(async () => {
    const port = String(await freePort());
    world = await startWorld({
      PORT: port,
      PUBLIC_URL: `http://127.0.0.1:${port}`,
      WEBHOOK_AUTO_REGISTER: 'true',
      STRIPE_WEBHOOK_SECRET: '',
      COVERAGE_INTERVAL_MS: '200',
      WEBHOOK_SILENT_SECONDS: '12',
      WEBHOOK_SILENT_GRACE_SECONDS: '1',
    });
    tenant = world.tenant();
    account = await world.account({ scale: 5, seed: 3 });
    integrationId = await tenant.connect(account.secretKey);
  });
  afterAll(() => world?.end());

  const atProvider = () => world.sandbox.control<{ id: string; url: string }[]>('GET', '/webhook-endpoints');
  const endpoints = async () =>
    (await tenant.call<{ data: Endpoint[] }>('GET', `/integrations/${integrationId}/webhook-endpoints`)).body.data;

  it('is there once the account is connected, and its events arrive', async () => {
    expect(await atProvider()).toHaveLength(1);
    expect(await endpoints()).toMatchObject([{ registered: true, activeSecrets: 1, url: null }]);
    await tenant.syncAndWait(integrationId, 'customers');
    const [customer] = await world.sandbox.objects(account.id, 'customers');
    const name = 'Told by the webhook';
    await world.sandbox.control('POST', `/accounts/${account.id}/update`, {
      stream: 'customers',
      id: customer!.id,
      patch: { name },
    });
    const path = `/integrations/${integrationId}/records/customers/${String(customer!.id)}`;
    await eventually(
      async () => (await tenant.call<{ data: { name: string } }>('GET', path)).body.data.name,
      (shown) => shown === name,
    );
  });

  it('is registered again when it is silent while runs bring changes, which is a gap until it is heard', async () => {
    await tenant.syncAndWait(integrationId);
    const sql = (text: string) => query<Record<string, unknown>>(world.database.adminUrl, text);
    const [former] = await atProvider();
    const headers = { authorization: `Bearer ${account.secretKey}` };
    await fetch(`${world.sandbox.url}/v1/webhook_endpoints/${former?.id}`, { method: 'DELETE', headers });
    const [customer] = await world.sandbox.objects(account.id, 'customers');
    const rename = (name: string) =>
      world.sandbox.control('POST', `/accounts/${account.id}/update`, {
        stream: 'customers',
        id: customer!.id,
        patch: { name },
      });
    await rename('Told by nobody');
    await sql(`UPDATE integrations SET connected_at = now() - interval '2 days'`);
    await sql(`UPDATE webhook_endpoints SET created_at = now() - interval '2 days'`);
    await sql(`UPDATE webhook_watches SET event_at = now() - interval '1 day'`);
    await sql(`UPDATE sync_schedules SET next_at = now()`);

    const coverage = () => tenant.coverage(integrationId);
    const { gaps } = await eventually(coverage, (now) => now.gaps.length > 0);
    expect(gaps).toMatchObject([{ stream: 'all', reason: 'webhooks_silent', to: null }]);
    expect((Date.now() - Date.parse(String(gaps[0]?.from))) / 86_400_000).toBeCloseTo(1, 1);
    const renewed = await eventually(atProvider, ([one]) => one !== undefined && one.id !== former?.id);
    expect(renewed).toHaveLength(1);
    await eventually(endpoints, (all) => all.length === 1);

    await rename('Told by the new webhook');
    await eventually(coverage, (now) => now.gaps.length === 0);
    const types = await sql(`SELECT type FROM facts WHERE type LIKE 'coverage.%' ORDER BY id`);
    expect(types.map(({ type }) => type)).toEqual(['coverage.gap_detected', 'coverage.gap_closed']);
  });

  it('can be added by hand, and is taken down at the provider with its endpoint', async () => {
    const path = `/integrations/${integrationId}/webhook-endpoints`;
    const { status, body } = await tenant.call<Endpoint>('POST', path, { register: true });
    expect([status, body.registered, (await atProvider()).map(({ url }) => url).includes(body.url!)]).toEqual([
      201,
      true,
      true,
    ]);
    expect((await tenant.call('DELETE', `${path}/${body.id}`)).status).toBe(204);
    expect(await atProvider()).toHaveLength(1);
  });

  it('is gone once the account is disconnected', async () => {
    expect((await tenant.call('DELETE', `/integrations/${integrationId}`)).status).toBe(204);
    expect([await atProvider(), await endpoints()]).toEqual([[], []]);
  });
});
