import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import pg from 'pg';
import { loadConfig } from '../../src/config/config.js';
import { VendorModel } from '../../src/outbound/testing/vendor.model.js';
import { eventually } from '../support/condition.wait.js';
import { query } from '../support/database.js';
import { createHubDatabases, type HubDatabases } from '../support/hub.databases.js';
import type { OutboundHub } from '../support/outbound.hub.js';
import { contact as item } from '../support/outbound.items.js';
import { NEVER_LATE } from '../support/outbound.times.js';

if (!process.env.SPEC_LOG) Logger.overrideLogger(false);

const WAITING_SQL = `
  SELECT count(*)::int AS n FROM pg_stat_activity
  WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%outbound_items%'`;
const STORED_SQL = `
  SELECT platform_id AS id, body->>'firstName' AS name FROM outbound_items WHERE tenant_id = $1 ORDER BY platform_id`;
/** What PostgreSQL has counted so far. Its processes tell their counts about once a second. */
const COUNTS_SQL = `
  SELECT sum(seq_tup_read)::int AS read, sum(n_tup_ins)::int AS inserted FROM pg_stat_user_tables
  WHERE relname ~ '^outbound_items_p'`;
const BATCHES_SQL = `SELECT id, stale FROM outbound_batches WHERE tenant_id = $1`;

const contact = (id: string, firstName: string, minute: number) => item(id, minute * 60, { firstName });

describe('Calls that bring the same items at the same time', () => {
  let data: HubDatabases;
  let hub: OutboundHub;
  let url: string;

  beforeAll(async () => {
    data = await createHubDatabases(1);
    url = data.databases[0]!.adminUrl;
    hub = data.start(loadConfig({ ROLES: 'worker' }), new VendorModel(NEVER_LATE));
  });
  afterAll(async () => {
    await data?.stopHubs();
    await data?.drop();
  });

  const stored = (tenantId: string) => query<{ id: string; name: string }>(url, STORED_SQL, [tenantId]);

  it('finds what another call has stored while it was storing the same', async () => {
    const tenantId = randomUUID();
    const other = new pg.Client({ connectionString: url });
    await other.connect();
    try {
      await other.query('BEGIN');
      await other.query(
        `INSERT INTO outbound_items (tenant_id, entity, platform_id, version, body)
         VALUES ($1, 'contacts', 'con_2', 1, '{"id": "con_2", "firstName": "Early", "phone": "+33 1"}')`,
        [tenantId],
      );
      const pushed = hub.push(
        tenantId,
        'contacts',
        ['con_1', 'con_2', 'con_3'].map((id) => contact(id, 'Late', 1)),
      );
      await eventually(
        () => query<{ n: number }>(url, WAITING_SQL),
        ([row]) => row?.n === 1,
      );
      await other.query('COMMIT');
      const id = await pushed;
      expect(await query(url, BATCHES_SQL, [tenantId])).toEqual([{ id, stale: [false, false, false] }]);
    } finally {
      await other.end();
    }
    expect(await stored(tenantId)).toEqual(['con_1', 'con_2', 'con_3'].map((id) => ({ id, name: 'Late' })));
    const [kept] = await query(
      url,
      `SELECT body->>'phone' AS phone FROM outbound_items WHERE tenant_id = $1 AND platform_id = 'con_2'`,
      [tenantId],
    );
    expect(kept).toEqual({ phone: '+33 1' });
  });

  it('stores each with its last version, in whatever order new and stored items are named', async () => {
    const ids = Array.from({ length: 60 }, (_, n) => `con_${String(n).padStart(2, '0')}`);
    for (let round = 0; round < 8; round++) {
      const tenantId = randomUUID();
      const before = ids.filter((_, n) => n % 4 === 0);
      await hub.push(
        tenantId,
        'contacts',
        before.map((id) => contact(id, 'Before', 0)),
      );
      const calls = Array.from({ length: 12 }, (_, call) => {
        const some = ids.filter((_id, n) => (n + call) % 3 > 0);
        const items = some.map((id) => contact(id, `Call ${call}`, 1 + call));
        return hub.push(tenantId, 'contacts', call % 2 ? items : items.reverse());
      });
      expect((await Promise.allSettled(calls)).filter(({ status }) => status === 'rejected')).toEqual([]);
      const names = new Map((await stored(tenantId)).map(({ id, name }) => [id, name]));
      const wanted = ids.map((id, n) => [id, `Call ${[11, 10].find((call) => (n + call) % 3 > 0)}`]);
      expect(names).toEqual(new Map(wanted as [string, string][]));
    }
  });

  it('finds out by key what is there, also with a plan that was made while there was little', async () => {
    const tenantId = randomUUID();
    const fill = (from: number, to: number) =>
      query(
        url,
        `INSERT INTO outbound_items (tenant_id, entity, platform_id, version, body)
         SELECT $1, 'contacts', 'old_' || n, 1, '{}' FROM generate_series($2::int, $3::int) n`,
        [tenantId, from, to],
      );
    const counts = async () => {
      const [row] = await query<{ read: number; inserted: number }>(url, COUNTS_SQL);
      return row ?? { read: 0, inserted: 0 };
    };
    await fill(1, 20);
    await query(url, 'VACUUM ANALYZE outbound_items');
    for (let n = 0; n < 8; n++) await hub.push(tenantId, 'contacts', [contact(`con_${n}`, 'Ada', 1)]);
    await fill(21, 20_000);
    const before = await counts();
    for (let call = 0; call < 4; call++) {
      const ids = Array.from({ length: 50 }, (_, n) => `new_${call}_${n}`);
      await hub.push(
        tenantId,
        'contacts',
        ids.map((id) => contact(id, 'Ada', 1)),
      );
    }
    const after = await eventually(counts, ({ inserted }) => inserted >= before.inserted + 200);
    expect(after.read - before.read).toBeLessThan(10_000);
  });
});
