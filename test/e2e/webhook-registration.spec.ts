import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { freePort } from '../support/service.js';
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
