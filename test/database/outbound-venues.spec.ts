import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import type { Entity } from '../../src/outbound/items/entity.js';
import { VendorModel, type VendorFault } from '../../src/outbound/testing/vendor.model.js';
import { eventually } from '../support/condition.wait.js';
import { createHubDatabases, type HubDatabases } from '../support/hub.databases.js';
import { at, contact, payment, ticket } from '../support/outbound.items.js';
import { impatient, NEVER_LATE } from '../support/outbound.times.js';

if (!process.env.SPEC_LOG) Logger.overrideLogger(false);

const event = (venueId: string, version: number) => ({
  id: 'evt_1',
  venueId,
  name: 'x',
  status: 'ON_SALE',
  startsAt: at(0),
  timezone: 'UTC',
  ticketTypes: [],
  updatedAt: at(version),
});

describe('Outbound', () => {
  let data: HubDatabases;
  beforeAll(async () => {
    data = await createHubDatabases(1);
  });
  afterAll(() => data?.drop());
  afterEach(() => data?.stopHubs());

  it('keeps contacts and payments with the venue they belong to', async () => {
    const vendor = new VendorModel(NEVER_LATE);
    const hub = data.start(impatient, vendor);
    const tenantId = randomUUID();
    const [own, other, all] = [
      await hub.connect(tenantId, { venueId: 'ven_1' }),
      await hub.connect(tenantId, { venueId: 'ven_2' }),
      await hub.connect(tenantId),
    ];
    await hub.push(tenantId, 'contacts', [contact('con_1', 1, { venueId: 'ven_1' })]);
    await hub.push(tenantId, 'payments', [payment('pay_1', 1, { eventId: 'evt_1' })]);
    await hub.settle(tenantId);
    const byIntegration = async () => {
      const rows = await data.rows<{ id: string; subjects: string[] }>(
        `SELECT integration_id AS id, array_agg(subject || ' ' || coalesce(reason->>'code', status) ORDER BY subject) AS subjects
         FROM outbound_targets WHERE tenant_id = $1 GROUP BY 1`,
        tenantId,
      );
      return new Map(rows.map(({ id, subjects }) => [id, subjects]));
    };
    const before = await byIntegration();
    expect([own, other, all].map((id) => before.get(id))).toEqual([
      ['con_1 applied', 'pay_1 dependency'],
      ['pay_1 dependency'],
      ['pay_1 applied'],
    ]);
    await hub.push(tenantId, 'events', [event('ven_1', 1)]);
    await hub.settle(tenantId);
    const after = await byIntegration();
    expect([own, other].map((id) => after.get(id))).toEqual([['con_1 applied', 'pay_1 applied'], ['pay_1 venue']]);
  });

  it('follows an event to another venue, piece by piece, and leaves what was posted where it is', async () => {
    const vendor = new VendorModel(NEVER_LATE);
    const hub = data.start(impatient, vendor);
    const tenantId = randomUUID();
    const [own, other, all] = [
      await hub.connect(tenantId, { venueId: 'ven_1' }),
      await hub.connect(tenantId, { venueId: 'ven_2' }),
      await hub.connect(tenantId),
    ];
    const moveTo = async (venueId: string, version: number) => {
      await hub.push(tenantId, 'events', [event(venueId, version)]);
      await hub.settle(tenantId);
    };
    const sold = (id: string, version = 1, over: object = {}) => payment(id, version, { eventId: 'evt_1', ...over });
    const push = async (entity: Entity, items: object[]) => {
      await hub.push(tenantId, entity, items);
      await hub.settle(tenantId);
    };
    /** By integration: what became of its targets, and what the vendor has of them. */
    const seen = async () => {
      const rows = await data.rows<{ at: string; subject: string; fate: string; externalId: string | null }>(
        `SELECT integration_id AS at, subject, coalesce(reason->>'code', status) AS fate, external_id AS "externalId"
         FROM outbound_targets WHERE tenant_id = $1 ORDER BY subject`,
        tenantId,
      );
      const said = ({ externalId, subject, fate }: (typeof rows)[number]) => {
        const { tickets, ...content } = vendor.find(externalId ?? '')?.content ?? {};
        const has = Array.isArray(tickets) ? tickets.length : content.providerPaymentId;
        return `${subject} ${fate}${has === undefined ? '' : ` ${String(has)}`}`;
      };
      return [own, other, all].map((id) => rows.filter((row) => row.at === id).map(said));
    };

    await moveTo('ven_1', 1);
    const ids = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
    await push(
      'tickets',
      ids.map((id) => ticket(id, 'ada')),
    );
    await push('payments', [sold('p1'), sold('p2'), sold('p3'), sold('p4'), payment('p9', 1, { venueId: 'ven_1' })]);
    const posted = ['p1', 'p2', 'p3', 'p4', 'p9'].map((id) => `${id} applied version 1`);
    const everywhere = ['ada applied 7', ...posted];
    expect(await seen()).toEqual([everywhere, [], everywhere]);

    await hub.engine.database.inTenant(tenantId, (tx) => hub.pauses.pause(tx, own, 'user:spec'));
    await push('payments', [sold('p5')]);
    await hub.engine.database.inTenant(tenantId, (tx) => hub.pauses.resume(tx, own));
    expect((await seen())[0]).toContain('p5 paused');

    await moveTo('ven_2', 2);
    expect((await seen()).slice(0, 2)).toEqual([
      ['ada applied 0', ...posted.slice(0, 4), 'p5 venue', posted[4]],
      ['ada applied 7', 'p5 applied version 1'],
    ]);

    // Its later versions and its refund belong to the books that it is in.
    const refund = { type: 'refund', refundOfId: 'p1' };
    await push('payments', [sold('p1', 2), sold('p5', 2), sold('r1', 1, refund)]);
    expect((await seen()).slice(0, 2)).toEqual([
      ['ada applied 0', 'p1 applied version 2', ...posted.slice(1, 4), 'p5 venue', posted[4], 'r1 applied version 1'],
      ['ada applied 7', 'p5 applied version 2'],
    ]);

    await moveTo('ven_1', 3);
    expect((await seen()).slice(0, 2)).toEqual([
      ['ada applied 7', 'p1 applied version 2', ...posted.slice(1, 4), 'p5 venue', posted[4], 'r1 applied version 1'],
      ['ada applied 0', 'p5 applied version 2'],
    ]);
    const pieces = await data.rows<{ ids: string[] }>(
      `SELECT platform_ids AS ids FROM outbound_batches WHERE tenant_id = $1 AND moved_event = 'evt_1' AND entity = 'tickets'
       ORDER BY received_at, after_item`,
      tenantId,
    );
    expect(pieces.map((piece) => piece.ids.join(''))).toEqual(['', 'abc', 'def', 'g', '', 'abc', 'def', 'g']);
  });

  it('takes a contact out of its last venue, whichever integrations a call names and in whichever order versions come', async () => {
    const vendor = new VendorModel(NEVER_LATE);
    const hub = data.start(impatient, vendor);
    const tenantId = randomUUID();
    await hub.connect(tenantId, { venueId: 'ven_1' });
    const other = await hub.connect(tenantId, { venueId: 'ven_2' });
    const of = (id: string, version: number, venueId: string) => contact(id, version, { venueId });
    await hub.push(tenantId, 'contacts', [of('con_1', 1, 'ven_1')]);
    await hub.settle(tenantId);
    await hub.push(tenantId, 'contacts', [of('con_1', 3, 'ven_2'), of('con_2', 3, 'ven_2')], [other]);
    const seen = async () => {
      await hub.settle(tenantId);
      return [...vendor.objects.values()].map(({ content }) => content.firstName ?? content);
    };
    const moved = [{ gone: true }, 'version 3', 'version 3'];
    expect(await seen()).toEqual(moved);
    await hub.push(tenantId, 'contacts', [of('con_1', 2, 'ven_1'), of('con_2', 2, 'ven_1')]);
    expect(await seen()).toEqual(moved);
    expect(await data.targetsOf(tenantId)).toHaveLength(3);
    // If an integration gets another venue, pushing again takes out who does not belong there.
    await data.rows(`UPDATE integrations SET venue_id = 'ven_3' WHERE id = $1`, other);
    const again = { id: randomUUID(), entity: 'contacts' as const, caller: 'user:spec', integrationIds: [other] };
    await hub.engine.database.inTenant(tenantId, (tx) => hub.batches.again(tx, { ...again, after: '', limit: 10 }));
    expect(await seen()).toEqual([{ gone: true }, { gone: true }, { gone: true }]);
  });

  it('posts a payment once, whichever books a doubt or a race would put it into', async () => {
    const faults: (VendorFault | null)[] = ['answer_lost'];
    const vendor = new VendorModel(NEVER_LATE, () => faults.shift() ?? null);
    const hub = data.start(impatient, vendor);
    const tenantId = randomUUID();
    const own = await hub.connect(tenantId, { venueId: 'ven_1' });
    await hub.connect(tenantId, { venueId: 'ven_2' });
    await hub.push(tenantId, 'events', [event('ven_1', 1)]);
    await hub.settle(tenantId);
    await hub.push(tenantId, 'payments', [payment('pay_1', 1, { eventId: 'evt_1' })]);
    const doubted = () => hub.work().then(() => data.targetsOf(tenantId));
    await eventually(doubted, ([target]) => target?.inDoubt === true, 10_000);
    await hub.push(tenantId, 'events', [event('ven_2', 2)]);
    await hub.push(tenantId, 'payments', [
      payment('ref_1', 1, { eventId: 'evt_1', type: 'refund', refundOfId: 'pay_1' }),
    ]);
    await hub.settle(tenantId);
    expect(vendor.objects.size).toBe(2);
    const rows = await data.rows<{ subject: string }>(
      `SELECT subject FROM outbound_targets WHERE tenant_id = $1 AND integration_id = $2 AND external_id IS NOT NULL ORDER BY 1`,
      tenantId,
      own,
    );
    expect(rows.map(({ subject }) => subject)).toEqual(['pay_1', 'ref_1']);
  });
});
