import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { loadConfig } from '../../src/config/config.js';
import { CrossTenant } from '../../src/database/cross-tenant.js';
import { dataSourceOptions } from '../../src/database/data-source.options.js';
import { Database } from '../../src/database/database.js';
import { Facts } from '../../src/facts/facts.js';
import { addressHash, ConsentStore } from '../../src/outbound/consent/consent.store.js';
import { ContactEraser } from '../../src/outbound/erasure/contact.eraser.js';
import { DUE_SQL } from '../../src/outbound/erasure/erasure.sql.js';
import { VendorModel, VendorSilence } from '../../src/outbound/testing/vendor.model.js';
import { OutboundState } from '../../src/outbound/upkeep/outbound.state.js';
import { WaitingReporter } from '../../src/outbound/upkeep/waiting.reporter.js';
import { eventually } from '../support/condition.wait.js';
import { createDatabase, query, type TestDatabase } from '../support/database.js';
import { OutboundHub } from '../support/outbound.hub.js';

if (!process.env.SPEC_LOG) Logger.overrideLogger(false);

const config = loadConfig({ ROLES: 'worker', OUTBOUND_SLOT_PAUSE_SECONDS: '1', OUTBOUND_WAIT_REPORTED_SECONDS: '60' });
const TIMES = { keyLifetimeMs: 60_000, lateMs: 0, indexLagMs: 0 };
const UPDATED = '2026-03-01T10:00:00Z';
const LATER = '2026-03-02T10:00:00Z';
const CONTACT = {
  id: 'con_1',
  email: 'Ada@example.org',
  firstName: 'Ada',
  emailConsent: 'granted',
  consentAt: UPDATED,
  updatedAt: UPDATED,
};
const PAYMENT = {
  id: 'pay_1',
  type: 'ticket_purchase',
  amountMinor: 1_000,
  currency: 'EUR',
  status: 'completed',
  occurredAt: UPDATED,
  updatedAt: UPDATED,
};

describe('The upkeep of outbound', () => {
  let testDatabase: TestDatabase;
  let dataSource: DataSource;
  let crossTenant: CrossTenant;
  let database: Database;
  const hubs: OutboundHub[] = [];

  beforeAll(async () => {
    testDatabase = await createDatabase();
    const pool = { url: testDatabase.url, poolSize: 10, statementTimeoutMs: 10_000, applicationName: 'spec' };
    dataSource = await new DataSource(dataSourceOptions(pool)).initialize();
    crossTenant = new CrossTenant(dataSource);
    database = new Database(dataSource);
  });
  afterAll(async () => {
    await dataSource?.destroy();
    await testDatabase?.drop();
  });
  afterEach(() => Promise.all(hubs.splice(0).map((hub) => hub.stop())));

  const start = async (habits: ConstructorParameters<typeof VendorModel>[2] = {}) => {
    const vendor = new VendorModel(TIMES, undefined, habits);
    const hub = new OutboundHub(dataSource, config, vendor);
    hubs.push(hub);
    const tenantId = randomUUID();
    return { vendor, hub, tenantId, integrationId: await hub.connect(tenantId) };
  };
  const rows = <T extends Record<string, unknown>>(sql: string, ...values: unknown[]) =>
    query<T>(testDatabase.adminUrl, sql, values);
  const targets = (tenantId: string) =>
    rows<{ subject: string; state: string }>(
      `SELECT subject, coalesce(reason->>'code', status) AS state FROM outbound_targets WHERE tenant_id = $1 ORDER BY subject`,
      tenantId,
    );
  const settle = (hub: OutboundHub, tenantId: string) =>
    eventually(
      async () => {
        await hub.work();
        const [open] = await rows<{ count: number }>(
          `SELECT ((SELECT count(*) FROM outbound_targets WHERE tenant_id = $1 AND status IN ('pending', 'sending'))
             + (SELECT count(*) FROM outbound_batches WHERE tenant_id = $1 AND planned_at IS NULL))::int AS count`,
          tenantId,
        );
        return open?.count;
      },
      (count) => count === 0,
    );
  const setStatus = (id: string, status: string) =>
    rows(`UPDATE integrations SET status = $2, updated_at = now() WHERE id = $1`, id, status);
  const factsOf = (tenantId: string, type: string) =>
    rows(
      `SELECT key, count, data, is_episode AS "isEpisode" FROM facts WHERE tenant_id = $1 AND type = $2 ORDER BY occurred_at`,
      tenantId,
      type,
    );

  it('holds what an account cannot take, and goes on when it is connected again', async () => {
    const { hub, tenantId, integrationId } = await start();
    await setStatus(integrationId, 'needs_reauth');
    await hub.push(tenantId, 'contacts', [CONTACT]);
    await settle(hub, tenantId);
    expect(await targets(tenantId)).toEqual([{ subject: 'con_1', state: 'auth' }]);
    await setStatus(integrationId, 'connected');
    await database.inTenant(tenantId, (tx) => hub.releaser.changed(tx, integrationId));
    await settle(hub, tenantId);
    expect(await targets(tenantId)).toEqual([{ subject: 'con_1', state: 'applied' }]);
  });

  it('looks again at what was being sent while its cure came', async () => {
    let cure = async (): Promise<unknown> => undefined;
    const { hub, vendor, tenantId, integrationId } = await start({ admit: async () => void (await cure()) });
    cure = () => database.inTenant(tenantId, (tx) => hub.releaser.changed(tx, integrationId));
    await hub.push(tenantId, 'contacts', [CONTACT]);
    await settle(hub, tenantId);
    expect(await targets(tenantId)).toEqual([{ subject: 'con_1', state: 'applied' }]);
    expect(await rows(`SELECT changes FROM outbound_targets WHERE tenant_id = $1`, tenantId)).toEqual([{ changes: 2 }]);
    // It was built again, and said the same.
    expect(vendor.applied).toHaveLength(1);
  });

  it('reports what waits once while it lasts, and another target only after a while', async () => {
    const { hub, tenantId, integrationId } = await start();
    const report = async () => {
      await rows('DELETE FROM shared_gauges');
      await new WaitingReporter(new OutboundState(crossTenant, config), crossTenant, new Facts(), config).report();
      return factsOf(tenantId, 'outbound.waiting');
    };
    const customer = { id: 'con_9', email: 'b@example.org' };
    await database.inTenant(tenantId, (tx) =>
      hub.rules.decide(tx, integrationId, { rule: 'sales', enabled: true, options: { account: '' } }, 'user:spec'),
    );
    await hub.push(tenantId, 'payments', [PAYMENT, { ...PAYMENT, id: 'pay_2' }, { ...PAYMENT, id: 'pay_3', customer }]);
    await settle(hub, tenantId);
    const waiting = (reason: string, count: number, isEpisode = true) => ({
      key: `${integrationId}/sale/${reason}`,
      count,
      data: { integrationId, provider: 'acme', target: 'sale', reason },
      isEpisode,
    });
    expect(await report()).toEqual([waiting('account', 2)]);
    await rows(
      `UPDATE outbound_targets SET reason_since = now() - interval '2 minutes' WHERE tenant_id = $1 AND subject = 'pay_3'`,
      tenantId,
    );
    expect(await report()).toEqual([waiting('account', 2), waiting('dependency', 1)]);
    await database.inTenant(tenantId, async (tx) => {
      await hub.rules.decide(tx, integrationId, { rule: 'sales', enabled: true, options: {} }, 'user:spec');
      await hub.targets.releaseOfRule(tx, integrationId, ['sale']);
    });
    await settle(hub, tenantId);
    expect(await report()).toEqual([waiting('account', 2, false), waiting('dependency', 1)]);
  });

  it('reports what was given up', async () => {
    const alter = (content: object) => ({ ...content, amountMinor: 1 });
    const { hub, tenantId, integrationId } = await start({ alter });
    await hub.push(tenantId, 'payments', [PAYMENT, { ...PAYMENT, id: 'pay_2' }]);
    await settle(hub, tenantId);
    expect(await factsOf(tenantId, 'outbound.dead')).toEqual([
      {
        key: `${integrationId}/sale/amount_differs`,
        count: 2,
        data: {
          integrationId,
          provider: 'acme',
          target: 'sale',
          outboundId: expect.any(String),
          code: 'amount_differs',
        },
        isEpisode: false,
      },
    ]);
  });

  it('forgets a contact once every account was told to', async () => {
    const { hub, vendor, tenantId, integrationId } = await start();
    const eraser = new ContactEraser(database, new ConsentStore());
    const due = () => crossTenant.transaction((tx) => tx.rows(DUE_SQL, [10]));
    await hub.push(tenantId, 'contacts', [CONTACT]);
    await settle(hub, tenantId);
    expect(await due()).toEqual([]);
    await setStatus(integrationId, 'needs_reauth');
    await hub.push(tenantId, 'contacts', [{ ...CONTACT, erase: true, updatedAt: LATER }]);
    await settle(hub, tenantId);
    expect(await due()).toEqual([]);
    await setStatus(integrationId, 'connected');
    await database.inTenant(tenantId, (tx) => hub.releaser.changed(tx, integrationId));
    await settle(hub, tenantId);
    expect(vendor.applied).toHaveLength(2);
    expect(await due()).toEqual([{ tenantId, platformId: 'con_1' }]);
    expect(await eraser.erase({ tenantId, platformId: 'con_1' })).toBe(true);
    expect(await due()).toEqual([]);
    const hash = addressHash('ada@example.org').toString('hex');
    expect(await rows(`SELECT body FROM outbound_items WHERE tenant_id = $1`, tenantId)).toEqual([
      { body: { id: 'con_1', emailConsent: 'revoked', addressHash: hash, updatedAt: LATER } },
    ]);
    expect(
      await rows(`SELECT FROM outbound_operations WHERE tenant_id = $1 AND ciphertext IS NOT NULL`, tenantId),
    ).toEqual([]);
    expect(
      await rows(
        `SELECT encode(address_hash, 'hex') AS hash, state, evidence FROM outbound_consents WHERE tenant_id = $1`,
        tenantId,
      ),
    ).toEqual([{ hash, state: 'revoked', evidence: { reason: 'erased' } }]);
    // What is pushed for it again says nothing new, and what is sent again has nothing to say.
    await hub.push(tenantId, 'contacts', [CONTACT]);
    await database.inTenant(tenantId, (tx) =>
      tx.execute(
        `UPDATE outbound_targets SET status = 'pending', due_at = now(), ended_at = NULL WHERE tenant_id = $1`,
        [tenantId],
      ),
    );
    await settle(hub, tenantId);
    expect(await targets(tenantId)).toEqual([{ subject: 'con_1', state: 'erased' }]);
    expect(vendor.applied).toHaveLength(2);
  });

  it('forgets a contact although an account was disconnected before it had answered', async () => {
    const { hub, vendor, tenantId, integrationId } = await start();
    jest.spyOn(vendor, 'write').mockImplementation(() => {
      throw new VendorSilence();
    });
    await hub.push(tenantId, 'contacts', [CONTACT]);
    await eventually(
      async () => (
        await hub.work(),
        await rows(`SELECT FROM outbound_targets WHERE tenant_id = $1 AND in_doubt`, tenantId)
      ),
      ({ length }) => length === 1,
    );
    await setStatus(integrationId, 'disconnected');
    await hub.push(tenantId, 'contacts', [{ ...CONTACT, erase: true, updatedAt: LATER }]);
    await settle(hub, tenantId);
    expect(await targets(tenantId)).toEqual([{ subject: 'con_1', state: 'disconnected' }]);
    expect(await new ContactEraser(database, new ConsentStore()).erase({ tenantId, platformId: 'con_1' })).toBe(true);
    const sealed = `SELECT FROM outbound_operations WHERE tenant_id = $1 AND ciphertext IS NOT NULL`;
    expect(await rows(sealed, tenantId)).toEqual([]);
  });

  it('learns from what it reads who has left, and keeps that against an older consent', async () => {
    const { hub, tenantId, integrationId } = await start();
    const consents = () =>
      rows(
        `SELECT state, source, stated_at AS "statedAt" FROM outbound_consents WHERE tenant_id = $1 ORDER BY position`,
        tenantId,
      );
    const read = (email: string, leftAt: string) =>
      database.inTenant(tenantId, (tx) =>
        hub.records.write(tx, { tenantId, integrationId }, hub.provider.stripped, {
          types: ['guests'],
          externalIds: [`g_${email}`],
          dating: 'read',
          seconds: [Date.parse(leftAt) / 1_000],
          deleted: [false],
          json: JSON.stringify([{ content: { email, leftAt } }]),
        }),
      );
    await hub.push(tenantId, 'contacts', [CONTACT]);
    await settle(hub, tenantId);
    expect(await consents()).toEqual([{ state: 'granted', source: 'platform', statedAt: new Date(UPDATED) }]);
    await read('ada@EXAMPLE.org', LATER);
    // Nothing is kept of somebody whom the platform has never named.
    await read('somebody@example.org', LATER);
    const left = { state: 'revoked', source: 'provider', statedAt: new Date(LATER) };
    expect(await consents()).toEqual([left]);
    expect(await factsOf(tenantId, 'consent.changed')).toEqual([
      { key: integrationId, count: 1, data: { integrationId }, isEpisode: false },
    ]);
    // Read once more, it is no news.
    await read('ada@example.org', LATER);
    expect(await factsOf(tenantId, 'consent.changed')).toMatchObject([{ count: 1 }]);
    await hub.push(tenantId, 'contacts', [{ ...CONTACT, firstName: 'Ada L.', updatedAt: '2026-03-03T10:00:00Z' }]);
    await settle(hub, tenantId);
    expect(await consents()).toEqual([left]);
  });

  it('keeps no bytes of requests, and no batches, for longer than it has to', async () => {
    const { hub, tenantId } = await start();
    await hub.push(tenantId, 'contacts', [CONTACT, { ...CONTACT, id: 'con_2', email: 'b@example.org' }]);
    await settle(hub, tenantId);
    const kept = () =>
      rows(
        `SELECT count(ciphertext)::int AS bytes, count(*)::int AS requests,
           (SELECT count(*)::int FROM outbound_batches WHERE tenant_id = $1) AS batches
         FROM outbound_operations WHERE tenant_id = $1`,
        tenantId,
      );
    const retire = async () =>
      (
        await rows(`SELECT retire_outbound_requests(30, 100) AS requests, retire_outbound_batches(90, 100) AS batches`)
      )[0];
    expect(await retire()).toEqual({ requests: 0, batches: 0 });
    await rows(
      `UPDATE outbound_operations o SET finished_at = now() - interval '31 days' FROM outbound_targets t
       WHERE o.tenant_id = $1 AND t.tenant_id = $1 AND t.id = o.target_id AND t.subject = 'con_1'`,
      tenantId,
    );
    await rows(`UPDATE outbound_batches SET planned_at = now() - interval '91 days' WHERE tenant_id = $1`, tenantId);
    expect(await retire()).toEqual({ requests: 1, batches: 1 });
    expect(await kept()).toEqual([{ bytes: 1, requests: 2, batches: 0 }]);
  });
});
