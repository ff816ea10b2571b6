import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { SandboxAccount } from '../../demo/clients/control.client.js';
import {
  connectByConsent,
  differences,
  startProviderSandboxes,
  type ProviderSandbox,
  type ProviderSandboxes,
} from '../support/provider.sandboxes.js';
import { eventually, type RunBody, type Tenant } from '../support/tenant.js';

/** `WEEK_PROVIDERS=stripe,square,mailchimp,quickbooks`: all of them. */
const NAMES = (process.env.WEEK_PROVIDERS ?? 'stripe').split(',');
const DAYS = 7;
const DAY_SECONDS = 86_400;
/** A day passes in so many seconds: longer than an incremental run of such an account, which nothing accelerates. */
const DAY_LASTS_SECONDS = Number(process.env.WEEK_DAY_SECONDS ?? 4);
/** What no change feed shows is listed again within a day; and then there is what a run takes, which is not scaled. */
const CURRENT_WITHIN_MS = DAY_LASTS_SECONDS * 1_000 + 15_000;
/** Tests measure no limiter but their own. */
const UNLIMITED = { globalPerSecond: null, endpointPerSecond: null, perSecond: null, perMinute: null };
const RATES = {
  STRIPE_TEST_RATE_PER_SECOND: '100000',
  STRIPE_ENDPOINT_RATE_PER_SECOND: '100000',
  SQUARE_RATE_PER_SECOND: '100000',
  MAILCHIMP_RATE_PER_SECOND: '100000',
  QUICKBOOKS_RATE_PER_SECOND: '100000',
};

describe('A week after it was connected, without webhooks and without a run that anybody asked for', () => {
  let world: ProviderSandboxes;

  beforeAll(async () => {
    world = await startProviderSandboxes(NAMES, {
      WEBHOOK_AUTO_REGISTER: 'false',
      SCHEDULE_TIME_SCALE: String(DAY_SECONDS / DAY_LASTS_SECONDS),
      ...RATES,
    });
  });
  afterAll(() => world?.end());

  it.each(NAMES)('an account of %s has been current every day', async (name) => {
    const sandbox = world.sandbox(name);
    const tenant = world.tenant();
    const account = await sandbox.control.createAccount({ ...sandbox.plan.account(), seed: 3, scale: 20 });
    await sandbox.control.call('POST', '/limits', UNLIMITED);
    const id = await connectByConsent(tenant, sandbox, account);
    const streams = Object.keys(account.counts);
    const isCurrent = () =>
      eventually(
        () => differences(sandbox, account.id, tenant, id, streams),
        (found) => Object.keys(found).length === 0,
        CURRENT_WITHIN_MS,
      );
    const began = Date.now();
    await isCurrent();
    for (let day = 1; day <= DAYS; day += 1) {
      await sandbox.control.mutate(account.id, { updates: 10, creates: 3, deletes: 2, seed: day });
      if (name === 'stripe') await changeUnseen(sandbox, account, day);
      await isCurrent();
      await eventually(
        async () => Date.now() - began,
        (passed) => passed >= day * DAY_LASTS_SECONDS * 1_000,
      );
    }
    const runs = await eventually(
      () => runsOf(tenant, id),
      (all) => all.some(({ mode, status }) => mode === 'full' && status === 'succeeded'),
    );
    expect(new Set(runs.map(({ trigger }) => trigger))).toEqual(new Set(['schedule']));
    expect(runs.filter(({ status }) => status === 'failed')).toEqual([]);
    expect(runs.length).toBeGreaterThan(DAYS);
    await isCurrent();
  });
});

/** The metadata of a payment changes without an event. */
async function changeUnseen({ control }: ProviderSandbox, { id }: SandboxAccount, day: number): Promise<void> {
  const [newest] = await control.objects(id, 'payments');
  const patch = { metadata: { corrected: `day ${day}` } };
  await control.call('POST', `/accounts/${id}/update`, { stream: 'payments', id: newest!.id, patch });
}

async function runsOf(tenant: Tenant, integrationId: string): Promise<(RunBody & { trigger: string; mode: string })[]> {
  const { body } = await tenant.call<{ data: (RunBody & { trigger: string; mode: string })[] }>(
    'GET',
    `/sync/runs?integrationId=${integrationId}&limit=200`,
  );
  return body.data;
}
