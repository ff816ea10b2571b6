import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { atPage, requestsFor, runOf } from '../support/backfill.progress.js';
import { compare, SAME } from '../support/record.comparison.js';
import { query } from '../support/database.js';
import type { Tenant } from '../support/tenant.js';
import { startWorld, type Account, type World } from '../support/world.js';

const CUSTOMERS = 3_000;
const PAGES = CUSTOMERS / 100;
const OPERATION = 'GET /v1/customers';

/** What a deployment finds in the database that an older, or a broken, version has left there. */
describe('A position that was stored for a walk', () => {
  let world: World;
  let tenant: Tenant;

  beforeAll(async () => {
    world = await startWorld({ LEASE_SECONDS: '3' });
    tenant = world.tenant();
  });
  afterAll(() => world?.end());

  const sql = (text: string, parameters: unknown[] = []) => query(world.database.adminUrl, text, parameters);

  /** A backfill that was interrupted halfway, and what is done to its positions before it goes on. */
  async function interrupted(seed: number, plant: (runId: string) => Promise<unknown>) {
    await world.sandbox.control('POST', '/latency', { ms: 150, path: '/v1/customers' });
    const account = await world.account({ counts: { customers: CUSTOMERS }, seed });
    const integrationId = await tenant.connect(account.secretKey);
    const { id } = await tenant.sync(integrationId, 'customers', 'full');
    await atPage(tenant, id, 8);
    await world.service.stop();
    await plant(id);
    await world.sandbox.control('POST', '/latency', { ms: 0, path: '/v1/customers' });
    await world.sandbox.control('DELETE', '/requests');
    await world.restart();
    return { account, integrationId, id };
  }

  const expectWhole = async (account: Account, integrationId: string) =>
    expect(await compare(world.sandbox, account.id, tenant, integrationId, 'customers')).toEqual(SAME);

  it('without a version is converted, and the walk goes on from there', async () => {
    const { account, integrationId, id } = await interrupted(61, async (runId) => {
      const touched = await sql(
        `UPDATE sync_slices SET cursor = cursor - 'v' WHERE run_id = $1 AND cursor->'v' IS NOT NULL RETURNING stream`,
        [runId],
      );
      expect(touched.length).toBeGreaterThan(0);
    });
    expect(await tenant.finished(id)).toMatchObject({ status: 'succeeded', error: null });
    expect(await requestsFor(world.sandbox, OPERATION)).toBeLessThan(PAGES);
    await expectWhole(account, integrationId);
  });

  it.each<[string, string]>([
    ['is garbage', `cursor = '"garbage"'`],
    ['is of a version that is not known', `cursor = jsonb_set(cursor, '{v}', '99')`],
    ['says nothing of what it goes through', `request = '{"kind": "sideways"}'`],
  ])('and %s fails the run, and the next one starts the walk again', async (_, assignment) => {
    const { account, integrationId, id } = await interrupted(62, async (runId) => {
      const touched = await sql(
        `UPDATE sync_slices SET ${assignment} WHERE run_id = $1 AND cursor IS NOT NULL RETURNING stream`,
        [runId],
      );
      expect(touched.length).toBeGreaterThan(0);
    });
    expect(await tenant.finished(id)).toMatchObject({ status: 'failed', error: { code: 'invalid_checkpoint' } });
    expect(await runOf(tenant, id)).toMatchObject({ attempt: 1 });
    expect(await sql('SELECT 1 FROM sync_slices WHERE run_id = $1 AND cursor IS NOT NULL', [id])).toEqual([]);
    expect(await tenant.syncAndWait(integrationId, 'customers')).toMatchObject({ status: 'succeeded', error: null });
    await expectWhole(account, integrationId);
  });

  it('as what is remembered between walks is treated alike', async () => {
    const account = await world.account({ scale: 20, seed: 63 });
    const integrationId = await tenant.connect(account.secretKey);
    const remember = (assignment: string) =>
      sql(
        `UPDATE sync_states SET memory = ${assignment}
         WHERE integration_id = $1 AND stream IN ('customers', 'balance_transactions') RETURNING stream`,
        [integrationId],
      );
    expect(await tenant.syncAndWait(integrationId)).toMatchObject({ status: 'succeeded' });
    // Only walks through changes remember something.
    expect(await tenant.syncAndWait(integrationId)).toMatchObject({ status: 'succeeded' });

    expect(await remember(`memory - 'v'`)).toHaveLength(2);
    expect(await tenant.syncAndWait(integrationId)).toMatchObject({ status: 'succeeded', error: null });

    await sql(`UPDATE sync_states SET memory = '{"v": 99}' WHERE integration_id = $1`, [integrationId]);
    expect(await tenant.syncAndWait(integrationId)).toMatchObject({
      status: 'failed',
      error: { code: 'invalid_checkpoint' },
    });
    expect(await tenant.syncAndWait(integrationId)).toMatchObject({ status: 'succeeded', error: null });
  });
});
