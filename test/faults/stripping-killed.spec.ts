import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { gunzipSync, gzipSync } from 'node:zlib';
import { query } from '../support/database.js';
import { eventually, type Tenant } from '../support/tenant.js';
import { startWorld, type World } from '../support/world.js';

const INTENTS = 6_000;
const COPIES = 4_000;
const CONTENTS = ['records', 'run_exports', 'webhook_bodies', 'webhook_bodies_kept'];
const KEPT = 20;

/** Rows as a former version wrote them: with what Stripe sent, and the hash of that. */
const PLANT_RECORDS = `
  UPDATE records SET raw = t.raw, hash = jsonb_hash_extended(t.raw, 0) FROM (
    SELECT external_id AS id, raw || jsonb_build_object('client_secret', external_id || '_secret_CANARY') AS raw
    FROM records WHERE type = 'payments'
  ) t WHERE external_id = t.id AND type = 'payments'`;
const PLANT_BODIES = `
  WITH w AS (
    INSERT INTO webhook_events (tenant_id, id, endpoint, dedupe_key, provider, type, status, received_at, received_on)
    SELECT $1, gen_random_uuid(), 'e', n::text, 'stripe', CASE WHEN n % 2 = 0 THEN 'unreadable' ELSE 'x' END, 'done', now(),
      (now() AT TIME ZONE 'UTC')::date FROM generate_series(1, ${COPIES}) AS n
    RETURNING tenant_id, id, received_on, type
  )
  INSERT INTO webhook_bodies (tenant_id, event_id, received_on, body)
  SELECT tenant_id, id, received_on, convert_to('{"a":{"client_secret":"pi_1_secret_CANARY' ||
    CASE WHEN type = 'x' THEN '"},"b":1}' ELSE '' END, 'UTF8') FROM w`;
/** As retention keeps those of dead and open events. */
const PLANT_KEPT = `
  WITH kept AS (
    DELETE FROM webhook_bodies WHERE event_id IN (SELECT id FROM webhook_events WHERE type = 'x' LIMIT ${KEPT})
    RETURNING tenant_id, event_id, received_on, body
  )
  INSERT INTO webhook_bodies_kept (tenant_id, event_id, received_on, body)
  SELECT tenant_id, event_id, received_on, body FROM kept`;
const RECORDS = `
  SELECT external_id AS id, version::text, revision, updated_at AS updated, synced_at AS synced FROM records ORDER BY 1`;
const PROGRESS = `
  SELECT target, pass, rows_seen::int AS seen, position IS NOT NULL AS halfway, finished_at IS NOT NULL AS finished
  FROM stripping_progress ORDER BY target`;
const LEFT = `
  SELECT (SELECT count(*) FROM records WHERE raw::text LIKE '%CANARY%')::int
    + (SELECT count(*) FROM webhook_bodies WHERE encode(body, 'escape') LIKE '%CANARY%')::int
    + (SELECT count(*) FROM webhook_bodies_kept WHERE encode(body, 'escape') LIKE '%CANARY%')::int AS left`;
/** A part of an export, and one that is damaged. */
const PLANT_EXPORT = `
  WITH run AS (SELECT tenant_id, id FROM sync_runs LIMIT 1)
  INSERT INTO run_exports (tenant_id, run_id, part, lines, content, after)
  SELECT tenant_id, id, part, 1, content, '{}' FROM run, unnest($1::int[], $2::bytea[]) AS p(part, content)`;
const QUOTED = {
  code: 'x',
  message: 'Stripe refused: no client_secret pi_1_secret_CANARYabcdef',
  at: '2026-01-02T03:04:05Z',
};
const ERRORS = [
  ['integrations', 'last_error'],
  ['sync_runs', 'error'],
  ['sync_slices', 'error'],
  ['sync_states', 'last_error'],
  ['webhook_events', 'error'],
] as const;

interface Progress {
  target: string;
  pass: number;
  seen: number;
  halfway: boolean;
  finished: boolean;
}

describe('What was stored before it must not be', () => {
  let world: World;
  let tenant: Tenant;
  let integrationId: string;
  let before: object[];

  beforeAll(async () => {
    world = await startWorld({
      STRIPPING_INTERVAL_MS: '200',
      STRIPPING_JOB_MS: '100',
      STRIPPING_SECOND_PASS_SECONDS: '1',
    });
    tenant = world.tenant();
    const account = await world.account({ counts: { payments: INTENTS }, seed: 21 });
    integrationId = await tenant.connect(account.secretKey);
    await tenant.syncAndWait(integrationId, 'payments', 'full');
    await world.service.kill();
    await sql(PLANT_RECORDS);
    await sql(PLANT_BODIES, [tenant.id]);
    await sql(PLANT_KEPT);
    const lines = '{"raw":{"client_secret":"pi_1_secret_CANARY","id":"pi_1"}}\n{"raw":{"id":"pi_2"}}\n';
    await sql(PLANT_EXPORT, [
      [0, 1],
      [gzipSync(lines), Buffer.from('damaged')],
    ]);
    for (const [table, column] of ERRORS) await sql(`UPDATE ${table} SET ${column} = $1`, [JSON.stringify(QUOTED)]);
    await sql('DELETE FROM stripping_progress');
    before = await sql(RECORDS);
  });
  afterAll(() => world?.end());

  const sql = <T extends object = Record<string, unknown>>(text: string, values: unknown[] = []): Promise<T[]> =>
    query<T>(world.database.adminUrl, text, values);
  const left = async () => (await sql<{ left: number }>(LEFT))[0]!.left;

  it('is taken out by workers that are killed on the way, twice over, and then never again', async () => {
    expect(await left()).toBe(INTENTS + COPIES);
    for (let kill = 1; kill <= 2; kill++) {
      await world.restart();
      await eventually(
        () => sql<Progress>(PROGRESS),
        (rows) => rows.some(({ pass, seen }) => pass === 1 && seen >= kill * 1_000),
      );
      await world.service.kill();
    }
    expect(await left()).toBeGreaterThan(0);
    await world.restart();
    const rows = await eventually(
      () => sql<Progress>(PROGRESS),
      (progress) => progress.length > 0 && progress.every(({ finished }) => finished),
    );
    expect(await left()).toBe(0);
    // Two passes over each row: what was looked at before a kill was not looked at again.
    expect(rows.map(({ target }) => target)).toEqual([...ERRORS.map(([table]) => table), ...CONTENTS].sort());
    expect(rows.filter(({ target }) => target === 'records' || target.startsWith('webhook_bodies'))).toMatchObject([
      { target: 'records', pass: 2, seen: 2 * INTENTS },
      { target: 'webhook_bodies', pass: 2, seen: 2 * (COPIES - KEPT) },
      { target: 'webhook_bodies_kept', pass: 2, seen: 2 * KEPT },
    ]);
    expect(world.service.output()).not.toContain('CANARY');
  });

  it('changes nothing that a reader could take for news', async () => {
    expect(await sql(RECORDS)).toEqual(before);
    const run = await tenant.syncAndWait(integrationId, 'payments', 'full');
    expect(run).toMatchObject({ status: 'succeeded', progress: { unchanged: INTENTS, updated: 0, created: 0 } });
    expect(await sql(RECORDS)).toEqual(before);
  });

  it('leaves the rest of an export as it was, and one that is damaged', async () => {
    const parts = await sql<{ content: Buffer }>('SELECT content FROM run_exports ORDER BY part');
    expect(gunzipSync(parts[0]!.content).toString()).toBe('{"raw":{"id":"pi_1"}}\n{"raw":{"id":"pi_2"}}\n');
    expect(parts[1]!.content.toString()).toBe('damaged');
  });

  it.each(ERRORS)('leaves the rest of an error in %s as it was', async (table, column) => {
    const errors = await sql(
      `SELECT DISTINCT ${column} AS error FROM ${table} WHERE ${column}::text LIKE '%client_secret%'`,
    );
    const message = 'Stripe refused: no client_secret ***';
    if (table !== 'integrations' && table !== 'sync_states')
      expect(errors).toEqual([{ error: { ...QUOTED, message } }]);
    expect(JSON.stringify(errors)).not.toContain('CANARY');
  });

  it('leaves the rest of a body as it was', async () => {
    const bodies = await sql(`SELECT DISTINCT convert_from(body, 'UTF8') AS body FROM webhook_bodies ORDER BY 1`);
    const kept = await sql(`SELECT DISTINCT convert_from(body, 'UTF8') AS body FROM webhook_bodies_kept`);
    expect(kept).toEqual([{ body: '{"a":{},"b":1}' }]);
    expect(bodies).toEqual([{ body: '{"a":{"client_secret***' }, { body: '{"a":{},"b":1}' }]);
  });
});
