import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ChangePageDto } from '../../src/feed/change.dto.js';
import { query } from '../support/database.js';
import { FeedReader, type KnownRecord } from '../support/feed.reader.js';
import { elapse } from '../support/fixed.wait.js';
import { customerEvents, settledInbox } from '../support/inbox.totals.js';
import { patient } from '../support/patience.js';
import { RecordWriters } from '../support/record.writers.js';
import { seeded } from '../support/seeded.random.js';
import { startService } from '../support/service.js';
import { type Tenant } from '../support/tenant.js';
import { WebhookSender } from '../support/webhook.sender.js';
import { startWorld, type Account, type World } from '../support/world.js';

/** A large run: 1,000,000 changes, 20 writers, and a transaction that is open for a minute. */
const CHANGES = Number(process.env.FEED_CHANGES ?? 15_000);
const WRITERS = Number(process.env.FEED_WRITERS ?? 8);
const HELD_MS = Number(process.env.FEED_HELD_MS ?? 2_000);
/** Only for what hangs. */
const OWN_TIMEOUT_MS = patient(Math.max(300_000, 2 * CHANGES));
const BACKFILL = Math.ceil(CHANGES / 10);
const EVENTS = Math.ceil(CHANGES / 50);
const WITHIN_MS = 60_000 + CHANGES;

interface StoredRecord {
  key: string;
  name: string | null;
  isDeleted: boolean;
}

/** What readers have kept, against what is stored. */
describe('The change feed', () => {
  let world: World;
  let tenant: Tenant;
  let account: Account;
  let integrationId: string;
  let writers: RecordWriters;

  beforeAll(async () => {
    world = await startWorld({ LEASE_SECONDS: '2', LIST_ROWS_READ: '500' });
    tenant = world.tenant();
    account = await world.account({ counts: { customers: BACKFILL }, seed: 5 });
    integrationId = await tenant.connect(account.secretKey);
    const sizes = { customers: Math.ceil(CHANGES / 20), writers: WRITERS };
    writers = await RecordWriters.connect(world.database.url, { tenantId: tenant.id, integrationId }, seeded(), sizes);
  });
  afterAll(async () => {
    await writers?.end();
    await world?.end();
  });

  const stored = async () => {
    const rows = await query<StoredRecord>(
      world.database.adminUrl,
      `SELECT integration_id || '/' || type || '/' || external_id AS key, raw ->> 'name' AS name,
         deleted_at IS NOT NULL AS "isDeleted" FROM records WHERE tenant_id = $1`,
      [tenant.id],
    );
    return new Map(rows.map(({ key, ...rest }) => [key, rest]));
  };
  /** Records of which a reader knows something else than what is stored. */
  const differences = (known: ReadonlyMap<string, KnownRecord>, records: Awaited<ReturnType<typeof stored>>) => {
    const wrong = [...records].filter(([key, { name, isDeleted }]) => {
      const record = known.get(key);
      return !record || record.isDeleted !== isDeleted || (!isDeleted && record.name !== name);
    });
    return [...wrong.map(([key]) => key), ...[...known.keys()].filter((key) => !records.has(key))];
  };

  it(
    `shows readers that stop and resume every last state of ${CHANGES} changes, and none older after a newer`,
    async () => {
      const random = seeded();
      const ofIntegration = `/integrations/${integrationId}/changes`;
      let isOver = false;
      const readers = {
        early: new FeedReader(tenant, ofIntegration, { wait: '1' }, random),
        ofTenant: new FeedReader(tenant, '/changes', {}, random),
        ofTypes: new FeedReader(tenant, ofIntegration, { types: 'customers,invoices' }, random),
        late: new FeedReader(tenant, '/changes', { types: 'customers', wait: '1' }, random),
      };
      await readers.early.beginNow();
      const follow = (reader: FeedReader) => reader.follow(() => isOver);
      const reading = [readers.early, readers.ofTenant, readers.ofTypes].map(follow);

      let release: () => void = () => {};
      const held = writers.hold('cus_held', new Promise<void>((resolve) => (release = resolve)));
      const { id: runId } = await tenant.sync(integrationId, 'customers', 'full');
      const { bodies } = customerEvents(account.id, 'evtfeed', Math.ceil(EVENTS / 10), 10);
      const sender = new WebhookSender(() => world.service.url, 10);
      const working = Promise.all([writers.write(CHANGES, WRITERS), sender.send(bodies)]);
      await elapse(HELD_MS / 2);
      await world.service.kill();
      await world.restart();
      reading.push(follow(readers.late));
      await elapse(HELD_MS / 2);
      release();
      await Promise.all([held, working]);
      sender.end();
      await settledInbox(world.database.adminUrl, 'evtfeed', bodies.length, WITHIN_MS);
      expect(await tenant.finished(runId, WITHIN_MS)).toMatchObject({ status: 'succeeded' });
      isOver = true;
      await Promise.all(reading);

      const records = await stored();
      expect(records.size).toBeGreaterThan(BACKFILL);
      for (const [name, reader] of Object.entries(readers)) {
        expect([name, differences(reader.known, records), reader.older]).toEqual([name, [], []]);
      }
      const [{ count } = { count: 0 }] = await query<{ count: number }>(
        world.database.adminUrl,
        `SELECT sum(cardinality(external_ids))::int AS count FROM record_changes WHERE tenant_id = $1`,
        [tenant.id],
      );
      expect(count).toBeGreaterThanOrEqual(CHANGES);
      const read = Object.entries(readers).map(([name, { changes }]) => `${name} ${changes}`);
      if (process.env.FEED_CHANGES) process.stdout.write(`${count} changes; read: ${read.join(', ')}\n`);
    },
    OWN_TIMEOUT_MS,
  );

  it('ends cursors of before a restore, in another database of the same server', async () => {
    const before = await tenant.call<ChangePageDto>('GET', '/changes?cursor=now');
    await writers.end();
    await world.service.stop();
    const { adminUrl, env } = world.database;
    const name = new URL(adminUrl).pathname.slice(1);
    const elsewhere = Object.assign(new URL(adminUrl), { pathname: '/postgres' }).href;
    await query(elsewhere, `CREATE DATABASE ${name}_copy TEMPLATE ${name} OWNER integration_owner`);
    const urls = Object.entries(env).map(([variable, url]) => [variable, url.replace(name, `${name}_copy`)]);
    const restored = await startService({ ...world.service.env, ...Object.fromEntries(urls) });
    try {
      const inCopy = (path: string) =>
        fetch(`${restored.url}/api/v1${path}`, { headers: { authorization: `Bearer ${tenant.token()}` } });
      const cursor = encodeURIComponent(before.body.nextCursor);
      const refused = await inCopy(`/changes?cursor=${cursor}`);
      expect([refused.status, await refused.json()]).toMatchObject([410, { code: 'cursor_expired' }]);
      const { data } = (await (await inCopy('/changes?limit=200')).json()) as ChangePageDto;
      expect(data).toHaveLength(200);
    } finally {
      await restored.stop();
      await query(elsewhere, `DROP DATABASE ${name}_copy WITH (FORCE)`);
    }
  });
});
