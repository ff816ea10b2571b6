import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { FAILURE_STATUS } from '../../src/common/failure.status.js';
import {
  connectByConsent,
  startProviderSandboxes,
  type ProviderSandbox,
  type ProviderSandboxes,
} from '../support/provider.sandboxes.js';
import type { Answer, Tenant } from '../support/tenant.js';
import { VENDOR_FAULTS, type VendorFault } from '../support/vendor.faults.js';

type Account = Awaited<ReturnType<ProviderSandbox['control']['createAccount']>> & {
  credentials: Record<string, string>;
};

/** Each fault is met once, at once, and says nothing of the next row. */
const QUICK = {
  WEBHOOK_AUTO_REGISTER: 'false',
  // Rows that get no answer wait for it. On a busy machine an answer may take longer than a shorter one.
  PROVIDER_TIMEOUT_MS: '2000',
  PROVIDER_CALL_TRIES: '1',
  PROVIDER_BUDGET_PATIENCE_MS: '300',
  BREAKER_FAILURES: '1000',
};
const UNLIMITED = { globalPerSecond: null, endpointPerSecond: null, perSecond: null, perMinute: null };
/** QuickBooks tells of changes by the application's one webhook. */
const REGISTERS = ['stripe', 'square', 'mailchimp'];

let world: ProviderSandboxes;
let tenant: Tenant;

beforeAll(async () => {
  const names = VENDOR_FAULTS.map(({ name }) => name);
  world = await startProviderSandboxes(names, QUICK, { edges: true });
  tenant = world.tenant();
  for (const name of names) await world.sandbox(name).control.call('POST', '/limits', UNLIMITED);
});
afterAll(() => world?.end());

const statusOf = async (id: string) =>
  (await tenant.call<{ status: string }>('GET', `/integrations/${id}`)).body.status;
const account = async ({ plan, control }: ProviderSandbox) =>
  (await control.createAccount({ ...plan.account(), scale: 1 })) as Account;
const connecting = (name: string, { credentials }: Account) => ({
  provider: name,
  environment: 'sandbox',
  credentials,
});

/** Like any failure: by its code alone, and refused credentials as the caller's own field. */
function expectProblem(answer: Answer<Record<string, unknown>>, { code }: VendorFault): void {
  const row = FAILURE_STATUS.get(code)!;
  expect([answer.status, answer.body.code]).toEqual([row.status, row.code ?? code]);
  const fields = (answer.body.errors as { field: string }[] | undefined)?.map(({ field }) => field);
  expect(fields).toEqual(code === 'provider_rejected_credentials' ? ['credentials'] : undefined);
  if (code === 'provider_rate_limited') expect(answer.headers.get('retry-after')).toMatch(/^[1-9]\d*$/);
}

describe.each(VENDOR_FAULTS)('A connection to $name', ({ name, api, faults, refresh }) => {
  const sandbox = () => world.sandbox(name);
  const during = async <T>(row: VendorFault, only: RegExp, ask: () => Promise<T>): Promise<T> => {
    sandbox().edge.use(row.answer, only);
    return ask().finally(() => sandbox().edge.use());
  };
  /** With nothing in the way, it works; what was stopped goes on. */
  const expectWorking = async (id: string) => {
    const { status, body } = await tenant.call('POST', `/integrations/${id}/refresh`);
    expect([status, body.status]).toEqual([200, 'connected']);
  };

  // Which answers are a vendor's own is told apart, case by case, in test/providers/vendor.faults.spec.ts.
  const rows = faults.filter(({ fault }) => !fault.startsWith("a gateway's"));

  it.each(rows)('that meets $fault is $becomes', async (row) => {
    const own = await account(sandbox());
    const { body } = await tenant.call<{ id: string }>('POST', '/integrations', connecting(name, own));
    const path = `/integrations/${body.id}`;

    const tested = await during(row, api, () => tenant.call('POST', `${path}/test`));
    expect(tested).toMatchObject({ status: 200, body: { ok: false, error: { code: row.code } } });
    expect(await statusOf(body.id)).toBe(row.becomes);

    if (row.becomes === 'needs_reauth') await expectWorking(body.id);
    expectProblem(await during(row, api, () => tenant.call('POST', `${path}/refresh`)), row);
    expect(await statusOf(body.id)).toBe(row.becomes);

    if (row.becomes === 'needs_reauth') await expectWorking(body.id);
    const registering = () => tenant.call('POST', `${path}/webhook-endpoints`, { register: true });
    const registered = await during(row, api, registering);
    if (REGISTERS.includes(name)) expectProblem(registered, row);
    else expect(registered.body.code).toBe('webhook_registration_unavailable');
    expect(await statusOf(body.id)).toBe(REGISTERS.includes(name) ? row.becomes : 'connected');
  });

  it.each(rows)('that is being made stores nothing when it meets $fault', async (row) => {
    // Stripe's restricted keys may be good without reading their account.
    if (name === 'stripe' && row.code === 'provider_permission_denied') return;
    const [own, other] = [await account(sandbox()), world.tenant()];
    const answer = await during(row, api, () => other.call('POST', '/integrations', connecting(name, own)));
    expectProblem(answer, row);
    expect((await other.call('GET', '/integrations')).body.data).toEqual([]);
  });

  if (refresh) {
    let id: string;
    beforeAll(async () => {
      id = await connectByConsent(tenant, sandbox(), await account(sandbox()));
    });

    it.each(refresh.faults)('whose tokens are refreshed is $becomes at $fault', async (row) => {
      const answer = await during(row, refresh.path, () => tenant.call('POST', `/integrations/${id}/refresh`));
      expectProblem(answer, row);
      expect(await statusOf(id)).toBe(row.becomes);
      await expectWorking(id);
    });
  }
});

describe('An Idempotency-Key', () => {
  const [{ name, api, faults }] = VENDOR_FAULTS as [(typeof VENDOR_FAULTS)[number]];
  const key = () => ({ 'idempotency-key': randomUUID() });
  const connectTwice = async (fault: string) => {
    const sandbox = world.sandbox(name);
    const headers = key();
    const body = connecting(name, await account(sandbox));
    const other = world.tenant();
    sandbox.edge.use(faults.find((row) => row.fault === fault)!.answer, api);
    const first = await other.call('POST', '/integrations', body, headers);
    sandbox.edge.use();
    return [first, await other.call('POST', '/integrations', body, headers)] as const;
  };

  it('is free again when the provider was away', async () => {
    const [first, second] = await connectTwice('a bare 503');
    expect([first.status, second.status]).toEqual([502, 201]);
  });

  it('keeps the refusal of credentials', async () => {
    const [first, second] = await connectTwice('401: unknown key');
    expect([first.status, second.status, second.headers.get('idempotent-replayed')]).toEqual([422, 422, 'true']);
    expect(second.body).toMatchObject({ code: first.body.code, errors: first.body.errors });
  });
});
