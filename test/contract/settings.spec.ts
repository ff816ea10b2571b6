import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Tenant } from '../support/tenant.js';
import { startWorld, type Account, type World } from '../support/world.js';
import { PROBLEM } from './shapes.js';

interface Field {
  name: string;
  required: boolean;
  description: string;
}

const AUTHORIZE = '/integrations/oauth/stripe/authorize';
const MAX_BYTES = 16_384;
const INVALID = { status: 400, body: { ...PROBLEM, code: 'validation_failed' } };

describe('Settings and credentials', () => {
  let world: World;
  let tenant: Tenant;
  let account: Account;
  let integrationId: string;

  beforeAll(async () => {
    world = await startWorld({ STRIPE_SECRET_KEY: 'sk_test_platform', STRIPE_CLIENT_ID: 'ca_sandbox' });
    tenant = world.tenant();
    account = await world.account({ scale: 1, seed: 1 });
    integrationId = await tenant.connect(account.secretKey);
  });
  afterAll(() => world?.end());

  const routes = (): [method: string, path: string, rest: object][] => [
    ['POST', '/integrations', { provider: 'stripe', credentials: { apiKey: account.secretKey } }],
    ['PATCH', `/integrations/${integrationId}`, {}],
    ['POST', AUTHORIZE, {}],
  ];
  const refusal = (field: string) => ({
    status: 400,
    body: {
      ...PROBLEM,
      code: 'validation_failed',
      errors: expect.arrayContaining([{ field, message: expect.any(String) }]),
    },
  });

  it('are listed by each provider', async () => {
    const { body } = await tenant.call<{ data: { provider: string; settingFields: Field[] }[] }>('GET', '/providers');
    const fields = Object.fromEntries(body.data.map(({ provider, settingFields }) => [provider, settingFields]));
    expect(fields).toEqual({
      stripe: [],
      square: [],
      quickbooks: [],
      mailchimp: [{ name: 'audienceId', required: false, description: expect.any(String) }],
    });
  });

  it.each(['note', 'audienceId', 'a.b'])('have no field "%s" where the provider declares none', async (name) => {
    for (const [method, path, rest] of routes()) {
      const body = { ...rest, settings: JSON.parse(`{"${name}":"x"}`) as object };
      expect([path, await tenant.call(method, path, body)]).toMatchObject([path, refusal(`settings.${name}`)]);
    }
    for (const [method, path, rest] of routes().slice(0, 2)) {
      const credentials = JSON.parse(`{"apiKey":"${account.secretKey}","${name}":"x"}`) as object;
      const answer = await tenant.call(method, path, { ...rest, credentials });
      expect([path, answer]).toMatchObject([path, refusal(`credentials.${name}`)]);
    }
  });

  it.each(['toString', 'hasOwnProperty', 'valueOf', 'isPrototypeOf'])(
    'have no field "%s", which every object inherits',
    async (name) => {
      for (const [method, path, rest] of routes()) {
        const body = { ...rest, settings: JSON.parse(`{"${name}":"x"}`) as object };
        expect([path, await tenant.call(method, path, body)]).toMatchObject([path, INVALID]);
      }
    },
  );

  it.each([[7], [null], [''], [['a']], [{ id: 'a' }], ['x'.repeat(4_097)]])('have no value %j', async (audienceId) => {
    const body = { provider: 'mailchimp', credentials: { apiKey: 'x-us1' }, settings: { audienceId } };
    expect(await tenant.call('POST', '/integrations', body)).toMatchObject(refusal('settings.audienceId'));
  });

  it('are at most 16 KiB of JSON', async () => {
    const settings = { audienceId: 'x'.repeat(MAX_BYTES) };
    for (const [method, path, rest] of routes()) {
      expect([path, await tenant.call(method, path, { ...rest, settings })]).toMatchObject([path, refusal('settings')]);
    }
  });

  it('may be left out, or empty', async () => {
    for (const settings of [undefined, null, {}]) {
      const answer = await tenant.call('PATCH', `/integrations/${integrationId}`, { name: 'Same', settings });
      expect([settings, answer.status]).toEqual([settings, 200]);
    }
  });
});
