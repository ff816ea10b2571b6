import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import type { Principal } from '../../src/auth/principal.js';
import type { Entity } from '../../src/outbound/items/entity.js';
import { VendorModel } from '../../src/outbound/testing/vendor.model.js';
import { createHubDatabases, type HubDatabases } from '../support/hub.databases.js';
import type { OutboundHub } from '../support/outbound.hub.js';
import { at, contact, payment, ticket } from '../support/outbound.items.js';
import { impatient, NEVER_LATE } from '../support/outbound.times.js';

if (!process.env.SPEC_LOG) Logger.overrideLogger(false);

describe('A preview of outbound', () => {
  let data: HubDatabases;
  beforeAll(async () => {
    data = await createHubDatabases(1);
  });
  afterAll(() => data?.drop());
  afterEach(() => data?.stopHubs());

  const USER: Principal = { kind: 'user', id: '1', tenantId: '', isAdmin: false, permissions: ['*'] };
  const dryRun = async (hub: OutboundHub, tenantId: string, entity: Entity, given: object[]) =>
    (await hub.dryRun(tenantId, entity, given)).accepted.flatMap((item) => item.targets);
  const rowsOf = (tenantId: string) =>
    data.rows(
      `SELECT (SELECT count(*) FROM outbound_items WHERE tenant_id = $1)::int AS items,
         (SELECT count(*) FROM outbound_batches WHERE tenant_id = $1)::int AS batches,
         (SELECT count(*) FROM outbound_targets WHERE tenant_id = $1)::int AS targets,
         (SELECT count(*) FROM outbound_sources WHERE tenant_id = $1)::int AS sources,
         (SELECT count(*) FROM outbound_rules WHERE tenant_id = $1)::int AS rules`,
      tenantId,
    );

  it('shows the bytes that are sent, of what is made and of what is changed, and stores nothing', async () => {
    const vendor = new VendorModel(NEVER_LATE);
    const hub = data.start(impatient, vendor);
    const tenantId = randomUUID();
    await hub.connect(tenantId);
    vendor.plant('guest', 'theirs:con_3', {});
    const before = await rowsOf(tenantId);
    const steps: [Entity, object[]][] = [
      ['contacts', [contact('con_1'), contact('con_2', 1, { firstName: 'Zoë 😀' }), contact('con_3')]],
      ['payments', [payment('pay_1'), payment('pay_2', 1, { customer: { id: 'con_1', email: 'a@example.org' } })]],
      ['tickets', [ticket('a', 'ada'), ticket('b', 'ada')]],
      // A field that is not named keeps its value.
      ['contacts', [{ id: 'con_1', email: 'new@example.org', emailConsent: 'unknown', updatedAt: at(2) }]],
      ['payments', [payment('pay_1', 2)]],
      ['tickets', [ticket('b', 'ada', 2, { status: 'used' })]],
    ];
    for (const [entity, given] of steps) {
      const stored = await rowsOf(tenantId);
      const previews = await dryRun(hub, tenantId, entity, given);
      expect(await rowsOf(tenantId)).toEqual(stored);
      expect(previews.length).toBeGreaterThan(0);
      const sentBefore = vendor.sent.size;
      await hub.push(tenantId, entity, given);
      await hub.settle(tenantId);
      for (const { exact, decision, request } of previews) {
        expect([exact, decision]).toEqual([true, 'send']);
        expect([...(vendor.sent.get(request?.idempotencyKey ?? '') ?? [])]).toEqual([request?.body]);
      }
      expect(vendor.sent.size - sentBefore).toBe(new Set(previews.map(({ id }) => id)).size);
      // The same again changes nothing.
      expect((await dryRun(hub, tenantId, entity, given)).map(({ decision }) => decision)).toEqual(
        previews.map(() => 'unchanged'),
      );
    }
    expect(before).toEqual([{ items: 0, batches: 0, targets: 0, sources: 0, rules: 0 }]);
    const kinds = [...vendor.objects.values()].map(({ kind }) => kind).toSorted();
    expect(kinds).toEqual(['guest', 'guest', 'guest', 'label', 'sale', 'sale']);
  });

  it('says what would wait, be left out or be decided by a person', async () => {
    const vendor = new VendorModel(NEVER_LATE);
    const hub = data.start(impatient, vendor);
    const { database } = hub.engine;
    const tenantId = randomUUID();
    const id = await hub.connect(tenantId);
    vendor.plant('guest', 'theirs:con_1', {});
    vendor.plant('guest', 'theirs:con_1', {});
    const decided = async (entity: Entity, given: object[]) =>
      (await dryRun(hub, tenantId, entity, given)).map(({ decision, reason, exact }) => [
        decision,
        reason?.code,
        exact,
      ]);
    const sale = payment('pay_1', 1, { customer: { id: 'con_2', email: 'a@example.org' } });
    const [waiting] = await dryRun(hub, tenantId, 'payments', [sale]);
    expect(waiting).toMatchObject({ decision: 'waiting', exact: false, reason: { code: 'dependency' } });
    expect(waiting?.request?.body).toContain('{{guest:con_2}}');
    expect(await decided('contacts', [contact('con_1')])).toEqual([['waiting', 'ambiguous_match', true]]);
    const rule = (name: string, enabled: boolean, options = {}) =>
      database.inTenant(tenantId, (tx) => hub.rules.decide(tx, id, { rule: name, enabled, options }, 'user:spec'));
    await rule('sales', true, { account: '' });
    expect(await decided('payments', [payment('pay_2')])).toEqual([['waiting', 'account', true]]);
    await rule('sales', false);
    expect(await decided('payments', [payment('pay_2')])).toEqual([['skipped', 'rule_off', true]]);
    await rule('sales', true, { account: '4000' });
    await database.inTenant(tenantId, (tx) => hub.pauses.pause(tx, id, 'user:spec'));
    const [paused] = await dryRun(hub, tenantId, 'payments', [payment('pay_2')]);
    expect(paused).toMatchObject({ decision: 'waiting', reason: { code: 'paused' }, exact: true });
    await database.inTenant(tenantId, (tx) => hub.pauses.resume(tx, id));
    await hub.push(tenantId, 'payments', [payment('pay_2')]);
    await hub.settle(tenantId);
    expect([...(vendor.sent.get(paused?.request?.idempotencyKey ?? '') ?? [])]).toEqual([paused?.request?.body]);
  });

  it('of a rule counts what it would post, and changes nothing', async () => {
    const hub = data.start(impatient, new VendorModel(NEVER_LATE));
    const { database } = hub.engine;
    const tenantId = randomUUID();
    const id = await hub.connect(tenantId);
    await database.inTenant(tenantId, (tx) =>
      hub.rules.decide(tx, id, { rule: 'sales', enabled: false, options: { account: '' } }, 'user:spec'),
    );
    const sales = Array.from({ length: 250 }, (_, n) => payment(`pay_${n}`, 1, n === 0 ? { currency: 'USD' } : {}));
    await hub.push(tenantId, 'payments', sales);
    await hub.settle(tenantId);
    const before = await rowsOf(tenantId);
    const preview = (options?: Record<string, unknown>) =>
      hub.previewer.preview({ ...USER, tenantId }, id, 'sales', { options });
    expect(await preview()).toEqual({
      rule: 'sales',
      items: 250,
      complete: true,
      wouldPost: 0,
      counts: [{ target: 'sale', decision: 'waiting', code: 'account', count: 250 }],
      totals: [],
    });
    expect(await preview({ account: '4000' })).toMatchObject({
      wouldPost: 250,
      counts: [{ target: 'sale', decision: 'send', code: null, count: 250 }],
      totals: expect.arrayContaining([
        { target: 'sale', currency: 'EUR', count: 249, total: '249000' },
        { target: 'sale', currency: 'USD', count: 1, total: '1000' },
      ]),
    });
    expect(await rowsOf(tenantId)).toEqual(before);
    const states = await data.targetsOf(tenantId);
    expect(new Set(states.map(({ code }) => code))).toEqual(new Set(['rule_off']));
    await expect(preview({ nothing: 1 })).rejects.toThrow('options.nothing');
  });
});
