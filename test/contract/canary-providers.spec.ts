import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { leaksIn, outlets } from '../support/leak.finder.js';
import {
  connectByConsent,
  startProviderSandboxes,
  type ProviderSandbox,
  type ProviderSandboxes,
} from '../support/provider.sandboxes.js';
import { eventually, type Tenant } from '../support/tenant.js';

const PROVIDERS = ['stripe', 'square', 'mailchimp', 'quickbooks'];
/** Ways in which a call can go wrong, so that somebody has to say what it was. */
const FAULTS = ['status500', 'reset', 'garbage', 'forbidden', 'unauthorized', 'html502'];
/** Fields of credentials that name something, and open nothing. */
const NOT_SECRET = ['realmId', 'expiresAt'];
/** Settings that name the application. */
const PUBLIC_SETTING = /URL$|CLIENT_ID$|APPLICATION_ID$/;

describe("Every provider's secrets", () => {
  let world: ProviderSandboxes;
  let tenant: Tenant;
  const secrets = new Map<string, string>();
  const answers: string[] = [];

  beforeAll(async () => {
    world = await startProviderSandboxes(PROVIDERS, {
      LOG_LEVEL: 'trace',
      PROVIDER_CALL_TRIES: '1',
      BREAKER_OPEN_SECONDS: '1',
    });
    tenant = world.tenant();
    for (const name of PROVIDERS) await live(world.sandbox(name));
  });
  afterAll(() => world?.end());

  const ask = async (method: string, path: string, body?: unknown) => {
    const answer = await tenant.call<Record<string, unknown>>(method, path, body);
    answers.push(JSON.stringify(answer.body ?? null));
    return answer.body;
  };
  const learn = (name: string, values: Record<string, string>) => {
    for (const [field, value] of Object.entries(values)) secrets.set(`${name} ${field}`, value);
  };

  /** Uses what opens an account of this provider, well and badly. */
  async function live({ name, plan, control }: ProviderSandbox): Promise<void> {
    const account = await control.createAccount({ ...plan.account(), scale: 10, seed: 5 });
    const { credentials } = account as unknown as { credentials: Record<string, string> };
    learn(name, Object.fromEntries(Object.entries(credentials).filter(([field]) => !NOT_SECRET.includes(field))));
    const settings = Object.entries(plan.serviceEnv('')).filter(([variable]) => !PUBLIC_SETTING.test(variable));
    learn(name, Object.fromEntries(settings));
    const { id } = await ask('POST', '/integrations', { provider: name, credentials });
    expect(id).toEqual(expect.any(String));
    await plan.subscribe(control, account, `${world.service.url}/api/v1/webhooks/${name}`);
    await tenant.syncAndWait(String(id));
    await control.mutate(account.id, { updates: 10, creates: 2, seed: 3 });
    for (const kind of FAULTS) {
      await control.call('POST', '/faults', { kind, times: 2 });
      await ask('POST', `/integrations/${String(id)}/test`);
      await ask('POST', '/sync', { integrationId: id, syncType: 'customers' });
      await control.call('DELETE', '/faults');
      await ask('PATCH', `/integrations/${String(id)}`, { credentials });
    }
    for (const field of Object.keys(credentials)) {
      const wrong = { ...credentials, [field]: `${credentials[field] ?? ''}x` };
      await ask('POST', '/integrations', { provider: name, credentials: wrong });
    }
    await connectByConsent(world.tenant(), world.sandbox(name), account);
    await eventually(
      () => control.deliveries(),
      ({ pending }) => pending === 0,
    );
    for (const path of [
      '/integrations',
      `/integrations/${String(id)}`,
      '/sync/runs',
      '/sync/status',
      '/webhooks/events',
    ])
      await ask('GET', path);
    await ask('DELETE', `/integrations/${String(id)}`);
  }

  it.each(outlets(() => world, answers, 'mailchimp'))('are not in %s', async (_, read, visible) => {
    const text = await read();
    expect(text).toContain(visible);
    expect(secrets.size).toBeGreaterThanOrEqual(12);
    expect(leaksIn(text, secrets)).toEqual([]);
  });
});
