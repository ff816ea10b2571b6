import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Principal } from '../../src/auth/principal.js';
import { dataSourceOptions } from '../../src/database/data-source.options.js';
import { Database } from '../../src/database/database.js';
import type { TenantTransaction } from '../../src/database/transaction.js';
import { ItemStore } from '../../src/outbound/items/item.store.js';
import { VendorModel, type VendorObject } from '../../src/outbound/testing/vendor.model.js';
import { createHubDatabases, type HubDatabases } from '../support/hub.databases.js';
import { at, contact, payment, ticket } from '../support/outbound.items.js';
import { impatient, NEVER_LATE } from '../support/outbound.times.js';

if (!process.env.SPEC_LOG) Logger.overrideLogger(false);

describe('Outbound', () => {
  let data: HubDatabases;
  beforeAll(async () => {
    data = await createHubDatabases(1);
  });
  afterAll(() => data?.drop());
  afterEach(() => data?.stopHubs());

  it('makes each object once, after what it needs, and shows it in the mirror', async () => {
    const vendor = new VendorModel(NEVER_LATE);
    const hub = data.start(impatient, vendor);
    const tenantId = randomUUID();
    const integrationId = await hub.connect(tenantId);
    await hub.push(tenantId, 'payments', [payment('pay_1', 1, { customer: { id: 'con_1', email: 'a@example.org' } })]);
    await hub.settle(tenantId);
    expect(await data.statuses(tenantId)).toEqual({ pay_1: 'dependency' });
    await hub.push(tenantId, 'contacts', [contact('con_1')]);
    await hub.settle(tenantId);
    expect(await data.statuses(tenantId)).toEqual({ pay_1: 'applied', con_1: 'applied' });
    const [guest, sale] = [...vendor.objects.values()];
    expect(sale?.content).toMatchObject({ amountMinor: 1_000, guest: guest?.id });
    const records = await data.rows(
      `SELECT type, external_id AS id FROM records WHERE tenant_id = $1 AND integration_id = $2 ORDER BY type`,
      tenantId,
      integrationId,
    );
    expect(records).toEqual([
      { type: 'guests', id: guest?.id },
      { type: 'sales', id: sale?.id },
    ]);
  });

  it('sends nothing again that is not newer, and what says the same', async () => {
    const vendor = new VendorModel(NEVER_LATE);
    const hub = data.start(impatient, vendor);
    const tenantId = randomUUID();
    await hub.connect(tenantId);
    for (const version of [2, 1, 2]) {
      await hub.push(tenantId, 'contacts', [contact('con_1', version)]);
      await hub.settle(tenantId);
    }
    await hub.push(tenantId, 'contacts', [contact('con_1', 2, { updatedAt: at(3) })]);
    await hub.settle(tenantId);
    expect(vendor.applied).toHaveLength(1);
    // An integration that was connected later still gets it.
    await hub.connect(tenantId);
    await hub.push(tenantId, 'contacts', [contact('con_1', 1)]);
    await hub.settle(tenantId);
    expect(vendor.applied.map(({ content }) => content.firstName)).toEqual(['version 2', 'version 2']);
  });

  it('builds one object of several items, and builds it again when one of them leaves', async () => {
    const vendor = new VendorModel(NEVER_LATE);
    const hub = data.start(impatient, vendor);
    const tenantId = randomUUID();
    await hub.connect(tenantId);
    await hub.push(tenantId, 'tickets', [ticket('a', 'ada', 9), ticket('b', 'ada', 2)]);
    await hub.settle(tenantId);
    const labels = () => [...vendor.objects.values()].map(({ content }) => content.tickets);
    expect(labels()).toEqual([['a:sold', 'b:sold']]);
    // Older than the newest version of the label, and newer than what is known of the ticket.
    await hub.push(tenantId, 'tickets', [ticket('b', 'ada', 3, { status: 'used' })]);
    await hub.settle(tenantId);
    expect(labels()).toEqual([['a:sold', 'b:used']]);
    await hub.push(tenantId, 'tickets', [ticket('a', 'bob', 10)]);
    await hub.settle(tenantId);
    expect(labels().sort()).toEqual([['a:sold'], ['b:used']]);
  });

  it('links what is there, and never picks one of two', async () => {
    const vendor = new VendorModel(NEVER_LATE);
    const hub = data.start(impatient, vendor);
    const tenantId = randomUUID();
    await hub.connect(tenantId);
    const theirs = vendor.plant('guest', 'theirs:con_1', {});
    vendor.plant('guest', 'theirs:con_2', {});
    vendor.plant('guest', 'theirs:con_2', {});
    await hub.push(tenantId, 'contacts', [contact('con_1'), contact('con_2')]);
    await hub.settle(tenantId);
    expect(await data.statuses(tenantId)).toEqual({ con_1: 'applied', con_2: 'ambiguous_match' });
    expect(vendor.objects.size).toBe(3);
    expect(vendor.find(theirs.id)?.content).toMatchObject({ firstName: 'version 1' });
  });

  it('makes a guest again that is gone, and no document of the books', async () => {
    const vendor = new VendorModel(NEVER_LATE);
    const hub = data.start(impatient, vendor);
    const tenantId = randomUUID();
    await hub.connect(tenantId);
    await hub.push(tenantId, 'tickets', [ticket('a', 'ada')]);
    await hub.push(tenantId, 'payments', [payment('pay_1')]);
    await hub.settle(tenantId);
    vendor.objects.clear();
    await data.rows(`UPDATE outbound_targets SET applied = NULL WHERE tenant_id = $1`, tenantId);
    await hub.push(tenantId, 'tickets', [ticket('a', 'ada', 2, { status: 'used' })]);
    await hub.push(tenantId, 'payments', [payment('pay_1', 2)]);
    await hub.settle(tenantId);
    expect(await data.statuses(tenantId)).toEqual({ ada: 'applied', pay_1: 'object_gone' });
    expect([...vendor.objects.values()].map(({ content }) => content)).toEqual([{ tickets: ['a:used'] }]);
  });

  it('reads and builds again what was changed meanwhile', async () => {
    const vendor = new VendorModel(NEVER_LATE);
    const hub = data.start(impatient, vendor);
    const tenantId = randomUUID();
    await hub.connect(tenantId);
    await hub.push(tenantId, 'payments', [payment('pay_1')]);
    await hub.settle(tenantId);
    const [sale] = [...vendor.objects.values()];
    vendor.objects.set(sale!.id, { ...sale!, revision: 7 });
    await hub.push(tenantId, 'payments', [payment('pay_1', 2)]);
    await hub.settle(tenantId);
    expect(await data.targetsOf(tenantId)).toMatchObject([{ status: 'applied', operation: 3 }]);
    expect(vendor.find(sale!.id)).toMatchObject({ revision: 8, content: { providerPaymentId: 'version 2' } });
  });

  it('finds an object that it does not remember', async () => {
    const vendor = new VendorModel(NEVER_LATE, undefined, { isUnique: true });
    const hub = data.start(impatient, vendor);
    const tenantId = randomUUID();
    await hub.connect(tenantId);
    await hub.push(tenantId, 'payments', [payment('pay_1')]);
    await hub.settle(tenantId);
    // As after a restore of an older backup.
    await data.rows(`DELETE FROM outbound_targets WHERE tenant_id = $1`, tenantId);
    await hub.push(tenantId, 'payments', [payment('pay_1', 2)]);
    await hub.settle(tenantId);
    expect(await data.statuses(tenantId)).toEqual({ pay_1: 'applied' });
    expect([...vendor.objects.values()]).toMatchObject([{ content: { providerPaymentId: 'version 2' } }]);
  });

  it('notices a document whose amount differs, and does not send it again', async () => {
    const alter = (content: VendorObject['content']) => ({ ...content, amountMinor: 1_001 });
    const vendor = new VendorModel(NEVER_LATE, undefined, { alter });
    const hub = data.start(impatient, vendor);
    const tenantId = randomUUID();
    await hub.connect(tenantId);
    await hub.push(tenantId, 'payments', [payment('pay_1')]);
    await hub.settle(tenantId);
    expect(await data.targetsOf(tenantId)).toMatchObject([
      { status: 'dead', code: 'amount_differs', inDoubt: false, externalId: expect.any(String) },
    ]);
    expect(vendor.applied).toHaveLength(1);
  });

  it('links or makes what a person has decided', async () => {
    const vendor = new VendorModel(NEVER_LATE);
    const hub = data.start(impatient, vendor);
    const tenantId = randomUUID();
    await hub.connect(tenantId);
    const theirs = [0, 1].map(() => vendor.plant('guest', 'theirs:con_1', {}).id);
    for (const id of ['con_2', 'con_3']) for (let n = 0; n < 2; n++) vendor.plant('guest', `theirs:${id}`, {});
    await hub.push(tenantId, 'contacts', [contact('con_1'), contact('con_2'), contact('con_3')]);
    await hub.settle(tenantId);
    expect(new Set(Object.values(await data.statuses(tenantId)))).toEqual(new Set(['ambiguous_match']));
    const user: Principal = { kind: 'user', id: '1', tenantId, isAdmin: false, permissions: ['sync:contacts'] };
    const [one, two, three] = (
      await data.rows<{ id: string }>(`SELECT id FROM outbound_targets WHERE tenant_id = $1 ORDER BY subject`, tenantId)
    ).map(({ id }) => id);
    await expect(hub.resolver.resolve(user, one!, { action: 'link', externalId: 'obj_0' })).rejects.toThrow(
      'not found',
    );
    await hub.resolver.resolve(user, one!, { action: 'link', externalId: theirs[1] });
    await expect(hub.resolver.resolve(user, two!, { action: 'link', externalId: theirs[1] })).rejects.toThrow(
      `The target ${one} is linked to this object`,
    );
    await hub.resolver.resolve(user, two!, { action: 'create' });
    await hub.resolver.resolve(user, three!, { action: 'skip' });
    await hub.settle(tenantId);
    expect(await data.statuses(tenantId)).toEqual({ con_1: 'applied', con_2: 'applied', con_3: 'left_out' });
    expect(vendor.find(theirs[1]!)?.content).toMatchObject({ id: 'con_1' });
    expect(vendor.find(theirs[0]!)?.content).toEqual({});
    expect(vendor.objects.size).toBe(7);
    await expect(hub.resolver.resolve(user, one!, { action: 'skip' })).rejects.toThrow(
      'nothing for a person to decide',
    );
    await hub.push(tenantId, 'contacts', [contact('con_1', 2), contact('con_2', 2)]);
    await hub.settle(tenantId);
    expect(vendor.objects.size).toBe(7);
    expect(vendor.find(theirs[1]!)?.content).toMatchObject({ firstName: 'version 2' });
  });

  it('reads the items that it names, and not all of the tenant, in a table that has just been filled', async () => {
    const pool = { url: data.databases[0]!.url, poolSize: 1, statementTimeoutMs: 20_000, applicationName: 'spec' };
    const single = await new DataSource(dataSourceOptions(pool)).initialize();
    try {
      const tenantId = randomUUID();
      await data.rows(
        `INSERT INTO outbound_items (tenant_id, entity, platform_id, version, body)
         SELECT $1, 'contacts', 'con_' || n, 1, jsonb_build_object('id', n, 'note', repeat('x', 500)) FROM generate_series(1, 5000) n`,
        tenantId,
      );
      const refs = Array.from({ length: 100 }, (_, n) => ({ entity: 'contacts' as const, platformId: `con_${n + 1}` }));
      const database = new Database(single);
      // Of this connection alone: others tell their counts late.
      const rowsRead = async (tx: TenantTransaction) => {
        const row = await tx.row<{ n: number }>(
          `SELECT sum(coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0))::int AS n FROM pg_stat_xact_user_tables
           WHERE relname LIKE 'outbound_items%'`,
        );
        return row?.n ?? 0;
      };
      const read = await database.inTenant(tenantId, async (tx) => {
        const before = await rowsRead(tx);
        expect(await new ItemStore().find(tx, refs)).toHaveLength(100);
        return (await rowsRead(tx)) - before;
      });
      expect(read).toBe(100);
    } finally {
      await single.destroy();
    }
  });
});
