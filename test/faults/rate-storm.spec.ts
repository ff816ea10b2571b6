import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { query } from '../support/database.js';
import {
  connectByConsent,
  startProviderSandboxes,
  type ProviderSandbox,
  type ProviderSandboxes,
} from '../support/provider.sandboxes.js';

describe('An account that is answered with nothing but 429', () => {
  let world: ProviderSandboxes;
  let sandbox: ProviderSandbox;

  beforeAll(async () => {
    world = await startProviderSandboxes(['square']);
    sandbox = world.sandbox('square');
  });
  afterAll(() => world?.end());

  it('waits without using up an attempt, while another account is synced to the end', async () => {
    const [stormy, calm] = await Promise.all(
      [1, 2].map((seed) => sandbox.control.createAccount({ ...sandbox.plan.account(), scale: 30, seed })),
    );
    const [one, other] = [world.tenant(), world.tenant()];
    const id = await connectByConsent(one, sandbox, stormy!);
    const otherId = await connectByConsent(other, sandbox, calm!);
    await sandbox.control.call('POST', '/faults', {
      kind: 'status429',
      account: stormy!.id,
      times: 1_000_000,
      retryAfter: 1,
    });
    const { id: runId } = await one.sync(id, 'customers');
    expect(await other.syncAndWait(otherId)).toMatchObject({ status: 'succeeded', error: null });
    const waiting = await one.call<{ status: string }>('GET', `/sync/runs/${runId}`);
    expect(['queued', 'running']).toContain(waiting.body.status);
    await sandbox.control.call('DELETE', '/faults');
    expect(await one.finished(runId)).toMatchObject({ status: 'succeeded', error: null });
    const [row] = await query<{ attempts: number }>(
      world.database.adminUrl,
      `SELECT attempts FROM sync_runs WHERE id = $1`,
      [runId],
    );
    expect(row?.attempts).toBe(1);
  });
});
