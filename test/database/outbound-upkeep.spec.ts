import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { AuditLog } from '../../src/audit/audit.log.js';
import { loadConfig } from '../../src/config/config.js';
import { CrossTenant } from '../../src/database/cross-tenant.js';
import { Database } from '../../src/database/database.js';
import { Facts } from '../../src/facts/facts.js';
import { addressHash, ConsentStore } from '../../src/outbound/consent/consent.store.js';
import { ContactEraser } from '../../src/outbound/erasure/contact.eraser.js';
import { DUE_SQL } from '../../src/outbound/erasure/erasure.sql.js';
import { VendorModel, VendorSilence } from '../../src/outbound/testing/vendor.model.js';
import { OutboundState } from '../../src/outbound/upkeep/outbound.state.js';
import { WaitingRechecker } from '../../src/outbound/upkeep/waiting.rechecker.js';
import { WaitingReporter } from '../../src/outbound/upkeep/waiting.reporter.js';
import { eventually } from '../support/condition.wait.js';
import { createHubDatabases, type HubDatabases } from '../support/hub.databases.js';
import type { OutboundHub } from '../support/outbound.hub.js';
import { NEVER_LATE } from '../support/outbound.times.js';

if (!process.env.SPEC_LOG) Logger.overrideLogger(false);

const config = loadConfig({ ROLES: 'worker', OUTBOUND_SLOT_PAUSE_SECONDS: '1', OUTBOUND_WAIT_REPORTED_SECONDS: '60' });
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
  let data: HubDatabases;
  let crossTenant: CrossTenant;
  let database: Database;
  let audit: AuditLog;
  let eraser: ContactEraser;

  beforeAll(async () => {
    data = await createHubDatabases(1);
    const dataSource = data.sources[0]!;
    crossTenant = new CrossTenant(dataSource);
    database = new Database(dataSource);
    audit = new AuditLog(database);
    eraser = new ContactEraser(database, new ConsentStore(), audit, config);
  });
  afterAll(() => data?.drop());
  afterEach(() => data?.stopHubs());

  const start = async (habits: ConstructorParameters<typeof VendorModel>[2] = {}) => {
    const vendor = new VendorModel(NEVER_LATE, undefined, habits);
    const hub = data.start(config, vendor);
    const tenantId = randomUUID();
    return { vendor, hub, tenantId, integrationId: await hub.connect(tenantId) };
  };
  const rows = <T extends Record<string, unknown>>(sql: string, ...values: unknown[]) => data.rows<T>(sql, ...values);
  const targets = (tenantId: string) =>
    rows<{ subject: string; state: string }>(
      `SELECT subject, coalesce(reason->>'code', status) AS state FROM outbound_targets WHERE tenant_id = $1 ORDER BY subject`,
      tenantId,
    );
  const settle = (hub: OutboundHub, tenantId: string) => hub.settle(tenantId, 30_000);
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

  it('looks again now and then at what is cured at the provider, and at nothing else', async () => {
    const { hub, tenantId } = await start();
    await hub.push(
      tenantId,
      'payments',
      ['pay_1', 'pay_2', 'pay_3'].map((id) => ({ ...PAYMENT, id })),
    );
    await settle(hub, tenantId);
    const hold = (subject: string, code: string, age: string) =>
      rows(
        `UPDATE outbound_targets SET status = 'waiting', reason = jsonb_build_object('code', $2::text), updated_at = now() - $3::interval
         WHERE tenant_id = $1 AND subject = $4`,
        tenantId,
        code,
        age,
        subject,
      );
    await hold('pay_1', 'closed_period', '2 hours');
    await hold('pay_2', 'closed_period', '10 minutes');
    await hold('pay_3', 'object_gone', '2 hours');
    await rows('DELETE FROM shared_gauges');
    await new WaitingRechecker(new OutboundState(crossTenant, config), database, hub.targets, config).look();
    await settle(hub, tenantId);
    const found = await rows<{ subject: string; status: string }>(
      `SELECT subject, status FROM outbound_targets WHERE tenant_id = $1 AND target = 'sale' ORDER BY subject`,
      tenantId,
    );
    expect(found.map(({ subject, status }) => `${subject} ${status}`)).toEqual([
      'pay_1 applied',
      'pay_2 waiting',
      'pay_3 waiting',
    ]);
  });

  it('looks at a few of the many that wait for the same reason, and at all of them once one gets through', async () => {
    const { hub, vendor, tenantId } = await start();
    const count = 60;
    const payments = Array.from({ length: count }, (_, n) => ({ ...PAYMENT, id: `pay_${n}` }));
    await hub.push(tenantId, 'payments', payments);
    await settle(hub, tenantId);
    const requests = vendor.sent.size;
    const hold = (over = '') =>
      rows(
        `UPDATE outbound_targets SET status = 'waiting', reason = '{"code":"closed_period"}', updated_at = now() - interval '2 hours'
         WHERE tenant_id = $1 ${over}`,
        tenantId,
      );
    await hold();
    const limits = { ...config.limits, OUTBOUND_RECHECK_PROBES: 4 };
    const rechecker = new WaitingRechecker(new OutboundState(crossTenant, config), database, hub.targets, { limits });
    const look = async () => {
      await rows('DELETE FROM shared_gauges');
      await rechecker.look();
      const pending = await rows<{ id: string }>(
        `SELECT id FROM outbound_targets WHERE tenant_id = $1 AND status = 'pending'`,
        tenantId,
      );
      return pending.length;
    };
    expect(await look()).toBe(4);
    // They are held again: nothing more is asked for an hour.
    await hold(`AND status = 'pending'`);
    expect([await look(), await look()]).toEqual([0, 0]);
    expect(vendor.sent.size).toBe(requests);

    const another = new WaitingRechecker(new OutboundState(crossTenant, config), database, hub.targets, { limits });
    for (const expected of [4, 32, 24]) {
      await rows('DELETE FROM shared_gauges');
      await another.look();
      expect(
        await rows(`SELECT FROM outbound_targets WHERE tenant_id = $1 AND status = 'pending'`, tenantId),
      ).toHaveLength(expected);
      await settle(hub, tenantId);
    }
    expect(new Set((await targets(tenantId)).map(({ state }) => state))).toEqual(new Set(['applied']));
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

  const stored = (tenantId: string) => data.stored(tenantId);
  const due = (heldSeconds = config.limits.OUTBOUND_ERASE_HELD_SECONDS) =>
    crossTenant.transaction((tx) => tx.rows(DUE_SQL, [heldSeconds, 10]));
  const hashOf = (address: string) => addressHash(address).toString('hex');
  const consentsOf = (tenantId: string) =>
    rows(
      `SELECT encode(address_hash, 'hex') AS hash, state, evidence FROM outbound_consents WHERE tenant_id = $1 ORDER BY 1`,
      tenantId,
    );

  it('forgets all addresses of a contact, and tells an account later that cannot be told now', async () => {
    const { hub, vendor, tenantId, integrationId } = await start();
    const full = { ...CONTACT, lastName: 'Lovelace', phone: '+441234567' };
    await hub.push(tenantId, 'contacts', [{ ...full, email: 'countess@example.org' }]);
    await settle(hub, tenantId);
    await hub.push(tenantId, 'contacts', [{ ...full, updatedAt: '2026-03-01T11:00:00Z' }]);
    await settle(hub, tenantId);
    expect(await due()).toEqual([]);
    await setStatus(integrationId, 'needs_reauth');
    await hub.push(tenantId, 'contacts', [{ ...full, erase: true, updatedAt: LATER }]);
    expect(await due()).toEqual([]);
    await settle(hub, tenantId);
    expect(await due()).toEqual([{ tenantId, platformId: 'con_1' }]);
    expect(await eraser.erase({ tenantId, platformId: 'con_1' })).toBe(true);
    expect(await due()).toEqual([]);
    const hash = hashOf('ada@example.org');
    expect(await rows(`SELECT body FROM outbound_items WHERE tenant_id = $1`, tenantId)).toEqual([
      { body: { id: 'con_1', emailConsent: 'revoked', addressHash: hash, updatedAt: LATER } },
    ]);
    expect(await consentsOf(tenantId)).toEqual(
      [hash, hashOf('countess@example.org')]
        .sort()
        .map((address) => ({ hash: address, state: 'revoked', evidence: { reason: 'erased' } })),
    );
    const [entry] = await rows(`SELECT target, detail FROM audit_log WHERE tenant_id = $1`, tenantId);
    const [guest] = [...vendor.objects.values()];
    expect(entry).toMatchObject({
      target: 'con_1',
      detail: { adopted: [], untold: [{ integrationId, externalId: guest?.id, code: 'auth' }] },
    });

    // What is pushed for it again says nothing new.
    await hub.push(tenantId, 'contacts', [full]);
    await setStatus(integrationId, 'connected');
    await database.inTenant(tenantId, (tx) => hub.releaser.changed(tx, integrationId));
    await settle(hub, tenantId);
    expect(vendor.find(guest!.id)?.content).toEqual({
      id: 'con_1',
      emailConsent: 'revoked',
      erase: true,
      email: '',
      addressHash: hash,
    });
    expect(await targets(tenantId)).toEqual([{ subject: 'con_1', state: 'applied' }]);
    // What is sent again has nothing to say.
    await database.inTenant(tenantId, (tx) =>
      tx.execute(
        `UPDATE outbound_targets SET status = 'pending', due_at = now(), ended_at = NULL WHERE tenant_id = $1`,
        [tenantId],
      ),
    );
    await settle(hub, tenantId);
    expect(await targets(tenantId)).toEqual([{ subject: 'con_1', state: 'erased' }]);
    expect(vendor.applied).toHaveLength(3);
    expect(await stored(tenantId)).not.toMatch(/ada@|countess|Lovelace|441234567|"Ada"/i);
  });

  it('forgets a contact that an account refuses, and does not wait for ever for a request that is open', async () => {
    const { hub, vendor, tenantId } = await start();
    const says = { status: 400, object: undefined, isRepeated: false };
    const write = jest.spyOn(vendor, 'write').mockImplementation(() => says);
    await hub.push(tenantId, 'contacts', [{ ...CONTACT, erase: true }]);
    await settle(hub, tenantId);
    expect(await targets(tenantId)).toEqual([{ subject: 'con_1', state: 'refused' }]);
    expect(await eraser.erase({ tenantId, platformId: 'con_1' })).toBe(true);
    expect(await stored(tenantId)).not.toMatch(/ada@/i);

    write.mockImplementation(() => {
      throw new VendorSilence();
    });
    await hub.push(tenantId, 'contacts', [{ ...CONTACT, id: 'con_2', erase: true }]);
    const doubted = () =>
      hub.work().then(() => rows(`SELECT FROM outbound_targets WHERE tenant_id = $1 AND in_doubt`, tenantId));
    await eventually(doubted, ({ length }) => length === 1);
    const contactRef = { tenantId, platformId: 'con_2' };
    expect([await due(), await eraser.erase(contactRef)]).toEqual([[], false]);
    const impatient = { ...config, limits: { ...config.limits, OUTBOUND_ERASE_HELD_SECONDS: 0 } };
    expect(await due(0)).toEqual([contactRef]);
    expect(await new ContactEraser(database, new ConsentStore(), audit, impatient).erase(contactRef)).toBe(true);
    expect(await stored(tenantId)).not.toMatch(/ada@/i);
    const [entry] = await rows(`SELECT detail FROM audit_log WHERE tenant_id = $1 AND target = 'con_2'`, tenantId);
    expect(entry).toMatchObject({ detail: { untold: [{ target: 'guest', externalId: null }] } });
    expect(
      await rows(
        `SELECT FROM outbound_operations WHERE tenant_id = $1 AND (ciphertext IS NOT NULL OR finished_at IS NULL)`,
        tenantId,
      ),
    ).toEqual([]);
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
    expect(await eraser.erase({ tenantId, platformId: 'con_1' })).toBe(true);
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
    // To say again that she has consented, and not when, is nothing new.
    await hub.push(tenantId, 'contacts', [{ ...CONTACT, consentAt: null, updatedAt: '2026-03-04T10:00:00Z' }]);
    await settle(hub, tenantId);
    expect(await consents()).toEqual([left]);
    const again = '2026-03-05T10:00:00Z';
    await hub.push(tenantId, 'contacts', [{ ...CONTACT, consentAt: again, updatedAt: again }]);
    await settle(hub, tenantId);
    expect(await consents()).toMatchObject([{ state: 'granted', statedAt: new Date(again) }]);
    // A webhook is believed before what it names was read. Of two of one time the revocation counts.
    const event = Buffer.from(JSON.stringify({ email: 'ada@example.org', leftAt: again }));
    await hub.listeners.told({ tenantId, integrationId }, 'acme', [event]);
    expect(await consents()).toEqual([{ ...left, statedAt: new Date(again) }]);
    // Nor does the time of the consent become that of its end.
    const end = '2026-03-06T10:00:00Z';
    const revoked = { ...CONTACT, consentAt: again, emailConsent: 'revoked', updatedAt: end };
    await hub.push(tenantId, 'contacts', [revoked]);
    await settle(hub, tenantId);
    expect(await consents()).toMatchObject([{ state: 'revoked', source: 'platform', statedAt: new Date(end) }]);
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
