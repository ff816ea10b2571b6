import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { compare, SAME } from '../support/record.comparison.js';
import { runOf } from '../support/backfill.progress.js';
import { query } from '../support/database.js';
import { deliver } from '../support/stripe.delivery.js';
import { eventually, type Tenant } from '../support/tenant.js';
import { startWorld, type Account, type World } from '../support/world.js';

interface EventRow {
  status: string;
  attempts: number;
  code: string | null;
}

describe('An account that does not answer', () => {
  let world: World;
  let tenant: Tenant;

  beforeAll(async () => {
    world = await startWorld({ BREAKER_FAILURES: '3', BREAKER_OPEN_SECONDS: '4' });
    tenant = world.tenant();
  });
  afterAll(() => world?.end());

  const connected = async (seed: number): Promise<[Account, string]> => {
    const account = await world.account({ counts: { customers: 300, products: 300 }, seed });
    return [account, await tenant.connect(account.secretKey)];
  };
  const event = async (id: string) => {
    const [row] = await query<EventRow & Record<string, unknown>>(
      world.database.adminUrl,
      `SELECT status, attempts, error->>'code' AS code FROM webhook_events WHERE event_id = $1`,
      [id],
    );
    return row;
  };
  const pointer = (account: Account, id: string, object: string) =>
    deliver(
      world.service.url,
      JSON.stringify({
        id,
        object: 'v2.core.event',
        type: 'v1.customer.updated',
        created: new Date().toISOString(),
        livemode: false,
        context: account.id,
        related_object: { id: object, type: 'customer', url: `/v1/customers/${object}` },
      }),
    );

  it('is left alone: its work waits without using up attempts, and that of others goes on', async () => {
    const [[down, downId], [other, otherId]] = [await connected(61), await connected(62)];
    const [customer] = await world.sandbox.objects(down.id, 'customers');
    await world.sandbox.control('POST', '/faults', { kind: 'status500', account: down.id, times: 1e9 });
    const runs = [await tenant.sync(downId, 'customers', 'full'), await tenant.sync(downId, 'products', 'full')];
    const waiting = await eventually(
      () => Promise.all(runs.map(({ id }) => runOf(tenant, id))),
      (states) => states.some(({ error }) => error?.code === 'provider_circuit_open'),
    );
    for (const { attempt } of waiting) expect(attempt).toBeLessThanOrEqual(2);
    await pointer(down, 'evt_waits', String(customer?.id));
    expect(
      await eventually(
        () => event('evt_waits'),
        (row) => row?.code === 'provider_circuit_open',
      ),
    ).toMatchObject({
      status: 'received',
      attempts: 0,
    });
    expect(await tenant.syncAndWait(otherId, 'customers', 'full')).toMatchObject({ status: 'succeeded' });
    const metrics = await (await fetch(`${world.service.url}/metrics`)).text();
    expect(metrics).toMatch(/^provider_circuit_open\{provider="stripe"\} [01]$/m);

    await world.sandbox.control('DELETE', '/faults');
    for (const { id } of runs) expect(await tenant.finished(id)).toMatchObject({ status: 'succeeded', error: null });
    await eventually(
      () => event('evt_waits'),
      (row) => row?.status === 'done',
    );
    expect(await compare(world.sandbox, down.id, tenant, downId, 'customers')).toEqual(SAME);
    expect(await compare(world.sandbox, other.id, tenant, otherId, 'customers')).toEqual(SAME);
  });
});
