import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { query } from '../support/database.js';
import { eventually, type Tenant } from '../support/tenant.js';
import { startWorld, type World } from '../support/world.js';

const STREAMS = ['customers', 'coupons', 'products', 'prices'];
const LATENCY_MS = 150;
/** Of a page, while a run must not end: it has tens of them. */
const LONG_MS = 5_000;
const RECORDS = 1_500;
/** Share of a tenant, and slots of the queue. */
const [SHARE, SLOTS] = [3, 5];

describe('Slots that nobody else uses', () => {
  let world: World;

  beforeAll(async () => {
    // One page after the other, so that a run takes as long as its streams and not as the machine.
    world = await startWorld({ SYNC_RUNS_PER_TENANT: String(SHARE), SYNC_SLICES_PER_STREAM: '1' });
    await world.sandbox.control('POST', '/latency', { ms: LATENCY_MS });
  });
  afterAll(() => world?.end());

  const connected = async (records: number, seed: number, streams = STREAMS) => {
    const tenant = world.tenant();
    const counts = Object.fromEntries(streams.map((stream) => [stream, records]));
    const account = await world.account({ counts, seed });
    return { tenant, account, integrationId: await tenant.connect(account.secretKey) };
  };
  const duration = async ({ id }: Tenant): Promise<number> => {
    const [row] = await query<{ seconds: number }>(
      world.database.adminUrl,
      `SELECT extract(epoch FROM max(finished_at) - min(created_at))::float8 AS seconds FROM sync_runs WHERE tenant_id = $1`,
      [id],
    );
    return row?.seconds ?? NaN;
  };

  it('belong to the tenant with work: four streams in four runs take as long as in one', async () => {
    const [one, four] = [await connected(RECORDS, 91), await connected(RECORDS, 92)];
    expect(await one.tenant.syncAndWait(one.integrationId)).toMatchObject({ status: 'succeeded' });
    const runs = await Promise.all(STREAMS.map((stream) => four.tenant.sync(four.integrationId, stream)));
    for (const { id } of runs) expect(await four.tenant.finished(id)).toMatchObject({ status: 'succeeded' });
    const [together, apart] = [await duration(one.tenant), await duration(four.tenant)];
    expect([together, apart, apart <= 1.2 * together]).toEqual([together, apart, true]);
  });

  it('are given back when another tenant waits, and what was interrupted goes on from its page', async () => {
    const streams = [...STREAMS, 'invoices'];
    const [busy, quiet] = [await connected(3 * RECORDS, 93, streams), await connected(50, 94, ['payouts'])];
    const runs = await Promise.all(streams.map((stream) => busy.tenant.sync(busy.integrationId, stream)));
    const executing = async () => {
      const [row] = await query<{ n: number }>(
        world.database.adminUrl,
        `SELECT count(*)::int AS n FROM sync_runs WHERE tenant_id = $1 AND status = 'running'`,
        [busy.tenant.id],
      );
      return row?.n;
    };
    await eventually(executing, (n) => n === SLOTS);
    // No run of the busy tenant can end meanwhile, on however slow a machine.
    await world.sandbox.control('POST', '/latency', { ms: LATENCY_MS, path: '/v1/payouts' });
    await world.sandbox.control('POST', '/latency', { ms: LONG_MS });
    const run = await quiet.tenant.syncAndWait(quiet.integrationId, 'payouts');
    expect(run).toMatchObject({ status: 'succeeded' });
    await world.sandbox.control('POST', '/latency', { ms: LATENCY_MS });
    const ends = [];
    for (const { id } of runs) {
      const ended = await busy.tenant.finished(id);
      expect(ended).toMatchObject({ status: 'succeeded', attempt: 1, progress: { created: 3 * RECORDS } });
      ends.push(String(ended.finishedAt));
    }
    // It began before a run of the other tenant had ended.
    expect([run.startedAt, ...ends].sort()[0]).toBe(run.startedAt);
  });
});
