import { setTimeout as delay } from 'node:timers/promises';
import type { TenantClient } from '../clients/tenant.client.js';
import { DemoError } from '../demo.error.js';
import type { WebhookResult } from '../report/demo.result.js';
import type { ConnectedProvider } from './connected.provider.js';

const POLL_MS = 200;
const WITHIN_MS = 60_000;
/** As providers do: some deliveries come twice, and none in order. */
const HABITS = { duplicates: 0.25, shuffle: true };

/** Changes the account, has its events delivered, and waits until all of them are dealt with. */
export async function deliverChanges(
  tenant: TenantClient,
  provider: ConnectedProvider,
  publicUrl: string,
  signal: AbortSignal,
): Promise<WebhookResult> {
  const { name, plan, control, account } = provider;
  await control.call('POST', '/webhooks', HABITS);
  await plan.subscribe(control, account, `${publicUrl}/api/v1/webhooks/${name}`);
  let expected = 0;
  for (const change of plan.changes) expected += await control.mutate(account.id, change);
  await until(
    `${name}: the sandbox has deliveries left`,
    signal,
    async () => (await control.deliveries()).pending === 0,
  );
  await until(`${name}: the inbox has open events`, signal, async () => {
    const open = ['received', 'processing'].map((status) => tenant.hasWebhookEvents({ provider: name, status }));
    return !(await Promise.all(open)).some(Boolean);
  });
  return { expected, ...(await outcomes(tenant, name)) };
}

async function outcomes(tenant: TenantClient, provider: string): Promise<Omit<WebhookResult, 'expected'>> {
  const result = { arrived: 0, done: 0, ignored: 0, dead: 0, duplicates: 0 };
  for await (const { status, duplicates } of tenant.webhookEvents({ provider })) {
    result.arrived += 1;
    result.duplicates += duplicates;
    if (status === 'done' || status === 'ignored' || status === 'dead') result[status] += 1;
  }
  return result;
}

/** @throws DemoError when it takes too long */
async function until(what: string, signal: AbortSignal, isSo: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + WITHIN_MS;
  while (!(await isSo())) {
    if (Date.now() > deadline) throw new DemoError(`After ${WITHIN_MS / 1000} s ${what}`);
    await delay(POLL_MS, undefined, { signal });
  }
}
