import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import type { ControlClient } from '../../demo/clients/control.client.js';
import { AuditLog } from '../../src/audit/audit.log.js';
import { Database } from '../../src/database/database.js';
import { ConsentStore } from '../../src/outbound/consent/consent.store.js';
import { IntegrationStore } from '../../src/integrations/connections/integration.store.js';
import { ContactEraser } from '../../src/outbound/erasure/contact.eraser.js';
import { subscriberHash } from '../../src/providers/mailchimp/shape/mailchimp.contact-key.js';
import { eventually } from '../support/condition.wait.js';
import { assertConsents } from '../support/consent.assertion.js';
import { createHubDatabases, type HubDatabases } from '../support/hub.databases.js';
import { Audiences } from '../support/mailchimp.audiences.js';
import { at, contact, name, ticket } from '../support/mailchimp.contacts.js';
import type { OutboundHub } from '../support/outbound.hub.js';

if (!process.env.SPEC_LOG) Logger.overrideLogger(false);

describe('Outbound to Mailchimp', () => {
  let data: HubDatabases;
  let audiences: Audiences;
  let control: ControlClient;
  let account: Audiences['account'];
  let hub: OutboundHub;
  let eraser: ContactEraser;

  beforeAll(async () => {
    data = await createHubDatabases(1);
    audiences = await Audiences.start(data.sources[0]!);
    ({ control, account, hub } = audiences);
    const database = new Database(data.sources[0]!);
    eraser = new ContactEraser(database, new ConsentStore(), new AuditLog(database), audiences.config);
  });
  afterEach(() => assertConsents(audiences?.url));
  afterAll(async () => {
    await audiences?.stop();
    await data?.drop();
  });

  const connect = (...of: Parameters<Audiences['connect']>) => audiences.connect(...of);
  /** A tenant with an integration for one of the audiences. */
  async function connected(over: Parameters<Audiences['connect']>[1] = {}) {
    const tenantId = randomUUID();
    await connect(tenantId, over);
    return tenantId;
  }
  const statusOf = async (tenantId: string, target: string, email: string) =>
    (await hub.states(tenantId)).find((one) => one.name === `${target} ${subscriberHash(email)}`)?.state;
  async function pushed(tenantId: string, entity: 'contacts' | 'tickets', items: object[]) {
    await hub.push(tenantId, entity, items);
    await hub.settle(tenantId);
  }
  const member = (...of: Parameters<Audiences['member']>) => audiences.member(...of);
  const person = (email: string, does: string) => audiences.person(email, does);

  it('has one member for an address, which follows its contact to another one', async () => {
    const [tenantId, ada] = [await connected(), name()];
    await pushed(tenantId, 'contacts', [contact(ada, 1)]);
    const before = await member(`${ada}@example.org`);
    expect(before).toMatchObject({ status: 'subscribed' });
    await pushed(tenantId, 'contacts', [contact(ada, 2, { email: `${ada}@new.example.org` })]);
    expect(await member(`${ada}@example.org`)).toBeUndefined();
    expect(await member(`${ada}@new.example.org`)).toMatchObject({
      status: 'subscribed',
      contact_id: before?.contact_id,
    });
    expect(await statusOf(tenantId, 'member', `${ada}@new.example.org`)).toBe('applied');
    // And back.
    await pushed(tenantId, 'contacts', [contact(ada, 3)]);
    expect(await member(`${ada}@example.org`)).toMatchObject({ contact_id: before?.contact_id });
  });

  it('subscribes nobody under a new address who has left under the one before, however we came to know', async () => {
    const [tenantId, known, seen] = [await connected(), name(), name()];
    await control.call('POST', `/accounts/${account.id}/create`, {
      stream: 'contacts',
      object: { list_id: account.lists[0], email_address: `${seen}@example.org`, status: 'unsubscribed' },
    });
    await pushed(tenantId, 'contacts', [contact(known, 1), contact(seen, 1)]);
    await person(`${known}@example.org`, 'unsubscribe');
    expect(await statusOf(tenantId, 'member', `${seen}@example.org`)).toBe('consent');
    await pushed(
      tenantId,
      'contacts',
      [known, seen].map((id) => contact(id, 2, { email: `${id}@new.example.org` })),
    );
    for (const id of [known, seen]) {
      expect(await member(`${id}@new.example.org`)).toMatchObject({ status: 'unsubscribed' });
      expect(await statusOf(tenantId, 'member', `${id}@new.example.org`)).toBe('consent');
    }
  });

  it('asks under an address that the person has given up at Mailchimp itself', async () => {
    const [tenantId, ada] = [await connected(), name()];
    const email = `${ada}@example.org`;
    await pushed(tenantId, 'contacts', [contact(ada, 1)]);
    await control.call('POST', `/accounts/${account.id}/update`, {
      stream: 'contacts',
      id: `${account.lists[0]}:${subscriberHash(email)}`,
      patch: { email_address: `${ada}@new.example.org` },
    });
    await pushed(tenantId, 'contacts', [contact(ada, 2)]);
    expect(await member(email)).toMatchObject({ status: 'pending' });
    expect(await member(`${ada}@new.example.org`)).toMatchObject({ status: 'subscribed' });
  });

  it('links a member that has the new address already, and leaves under the old one', async () => {
    const [tenantId, ada] = [await connected(), name()];
    await pushed(tenantId, 'contacts', [contact(ada, 1)]);
    await person(`${ada}@new.example.org`, 'subscribe');
    await pushed(tenantId, 'contacts', [contact(ada, 2, { email: `${ada}@new.example.org`, firstName: 'Ada' })]);
    expect(await member(`${ada}@example.org`)).toMatchObject({ status: 'unsubscribed' });
    expect(await member(`${ada}@new.example.org`)).toMatchObject({
      status: 'subscribed',
      merge_fields: { FNAME: 'Ada' },
    });
  });

  it('leaves the old address where the new one cannot have it, whatever the reason', async () => {
    const [tenantId, ada, bob] = [await connected(), name(), name()];
    const [gone, left] = [`${ada}@gone.example.org`, `${bob}@left.example.org`];
    await pushed(tenantId, 'contacts', [contact(ada, 1), contact(bob, 1)]);
    // It was forgotten at Mailchimp itself, which does not tell.
    await person(gone, 'subscribe');
    const id = `${account.lists[0]}:${subscriberHash(gone)}`;
    await control.call('POST', `/accounts/${account.id}/delete`, { stream: 'contacts', id, silent: true });
    // Another contact has left by this one.
    await pushed(tenantId, 'contacts', [
      contact(name(), 1, { email: left, emailConsent: 'revoked', consentAt: at(1) }),
    ]);
    await pushed(tenantId, 'contacts', [contact(ada, 2, { email: gone }), contact(bob, 2, { email: left })]);
    for (const [id, to] of [
      [ada, gone],
      [bob, left],
    ] as const) {
      expect(await member(`${id}@example.org`)).toMatchObject({ status: 'unsubscribed' });
      expect(await member(to)).toBeUndefined();
    }
    expect(await statusOf(tenantId, 'member', gone)).toBe('consent');
  });

  it.each([
    ['another address', { email: 'new' }],
    ['another venue', { venueId: 'v2' }],
    ['an end', { erase: true }],
  ])('leaves nobody behind who was added without an answer, if the contact has %s by then', async (_, over) => {
    const [tenantId, ada] = [await connected({ venueId: 'v1' }), name()];
    const email = `${ada}@example.org`;
    await control.call('POST', '/faults', { kind: 'applyThenTimeout', method: 'PUT' });
    await hub.push(tenantId, 'contacts', [contact(ada, 1, { venueId: 'v1' })]);
    await eventually(
      () => hub.work().then(() => member(email)),
      (found) => found?.status === 'subscribed',
    );
    const changed = { ...over, ...('email' in over && { email: `${ada}@new.example.org` }) };
    await pushed(tenantId, 'contacts', [contact(ada, 2, { venueId: 'v1', ...changed })]);
    expect([undefined, 'unsubscribed']).toContain((await member(email))?.status);
  });

  it('leaves two contacts that swap their addresses where they are', async () => {
    const [tenantId, one, two] = [await connected(), name(), name()];
    await pushed(tenantId, 'contacts', [contact(one, 1), contact(two, 1)]);
    const swapped = [
      contact(one, 2, { email: `${two}@example.org` }),
      contact(two, 2, { email: `${one}@example.org` }),
    ];
    await pushed(tenantId, 'contacts', swapped);
    expect(await member(`${one}@example.org`)).toMatchObject({ status: 'subscribed', merge_fields: { FNAME: two } });
    expect(await member(`${two}@example.org`)).toMatchObject({ status: 'subscribed', merge_fields: { FNAME: one } });
  });

  it('takes a consent to no other venue', async () => {
    const [tenantId, ada] = [await connected({ venueId: 'v1' }), name()];
    // The audience of the other one asks by mail.
    await connect(tenantId, { venueId: 'v2', list: 1 });
    const email = `${ada}@example.org`;
    await pushed(tenantId, 'contacts', [contact(ada, 1, { venueId: 'v1' })]);
    expect([(await member(email))?.status, (await member(email, 1))?.status]).toEqual(['subscribed', undefined]);
    await pushed(tenantId, 'contacts', [contact(ada, 2, { venueId: 'v2', consentAt: at(1) })]);
    expect([(await member(email))?.status, (await member(email, 1))?.status]).toEqual(['unsubscribed', undefined]);
    await pushed(tenantId, 'contacts', [contact(ada, 4, { venueId: 'v2', consentAt: at(3) })]);
    expect([(await member(email))?.status, (await member(email, 1))?.status]).toEqual(['unsubscribed', 'pending']);
  });

  it('takes back what it did with a consent that turns out to be one for another venue', async () => {
    const [tenantId, ada, bob] = [await connected({ venueId: 'v2' }), name(), name()];
    const of = (id: string, version: number, venueId: string) => contact(id, version, { venueId });
    await pushed(tenantId, 'contacts', [of(ada, 2, 'v2'), of(bob, 2, 'v2')]);
    expect(await member(`${ada}@example.org`)).toMatchObject({ status: 'subscribed' });
    await pushed(tenantId, 'contacts', [of(ada, 1, 'v1'), of(bob, 1, 'v2')]);
    expect(await member(`${ada}@example.org`)).toMatchObject({ status: 'unsubscribed' });
    expect(await member(`${bob}@example.org`)).toMatchObject({ status: 'subscribed' });
  });

  it('follows an integration to another venue: who consented to the one before leaves, and no one comes along', async () => {
    const tenantId = randomUUID();
    const id = await connect(tenantId, { venueId: 'v1' });
    const [one, two, three, other, moved] = [name(), name(), name(), name(), name()];
    const addresses = [one, two, three, other, moved].map((who) => `${who}@example.org`);
    const seen = async () => Promise.all(addresses.map(async (email) => (await member(email))?.status));
    const of = (who: string, venueId: string, version = 1) => contact(who, version, { venueId });
    await pushed(tenantId, 'contacts', [...[one, two, three, moved].map((who) => of(who, 'v1')), of(other, 'v2')]);
    expect(await seen()).toEqual(['subscribed', 'subscribed', 'subscribed', undefined, 'subscribed']);
    await pushed(tenantId, 'contacts', [of(moved, 'v2', 2)]);
    const giveTo = async (venueId: string) => {
      await hub.engine.database.inTenant(tenantId, async (tx) => {
        const store = new IntegrationStore();
        const before = await store.lock(tx, id);
        await store.update(tx, id, { venueId });
        await hub.scopes.changed(tx, id, before);
      });
      await pushed(tenantId, 'contacts', []);
    };
    await giveTo('v2');
    expect(await seen()).toEqual(['unsubscribed', 'unsubscribed', 'unsubscribed', 'subscribed', 'unsubscribed']);
    await giveTo('v1');
    expect(await seen()).toEqual(['unsubscribed', 'unsubscribed', 'unsubscribed', 'unsubscribed', 'unsubscribed']);
    await giveTo('v1');
    const pieces = await data.rows<{ entity: string; pieces: number }>(
      `SELECT entity, count(*)::int AS pieces FROM outbound_batches WHERE tenant_id = $1 AND moved_event = ''
       GROUP BY entity ORDER BY entity`,
      tenantId,
    );
    // Five contacts, two at a time, after a first piece without any. The same venue moves no one.
    expect(pieces).toEqual([
      { entity: 'contacts', pieces: 8 },
      { entity: 'tickets', pieces: 2 },
    ]);
  });

  it('erases a contact under all addresses that it had, and at the venue that it has left', async () => {
    const [tenantId, ada] = [await connected({ venueId: 'v1' }), name()];
    const old = `${ada}@example.org`;
    await pushed(tenantId, 'contacts', [contact(ada, 1, { venueId: 'v1' })]);
    await person(`${ada}@new.example.org`, 'subscribe');
    const moved = { venueId: 'v1', email: `${ada}@new.example.org` };
    await pushed(tenantId, 'contacts', [contact(ada, 2, moved)]);
    expect(await member(old)).toMatchObject({ status: 'unsubscribed' });
    await pushed(tenantId, 'contacts', [contact(ada, 3, { ...moved, venueId: 'v2' })]);
    expect(await member(moved.email)).toMatchObject({ status: 'unsubscribed' });
    await pushed(tenantId, 'contacts', [contact(ada, 4, { ...moved, venueId: 'v2', erase: true })]);
    expect([await member(old), await member(moved.email)]).toEqual([undefined, undefined]);
    expect(await eraser.erase({ tenantId, platformId: ada })).toBe(true);
    // Under none of them does anyone come back with a consent of before.
    const others = [old, moved.email].map((email) => contact(name(), 5, { email, venueId: 'v1' }));
    await control.call('DELETE', `/accounts/${account.id}/writes`);
    await pushed(tenantId, 'contacts', others);
    expect(await control.call('GET', `/accounts/${account.id}/writes`)).toMatchObject({ writes: [] });
  });

  it('erases a contact where its call does not name the account', async () => {
    const [tenantId, ada] = [await connected(), name()];
    const other = await connect(tenantId, { list: 1 });
    await pushed(tenantId, 'contacts', [contact(ada, 1)]);
    expect(await member(`${ada}@example.org`)).toMatchObject({ status: 'subscribed' });
    await hub.push(tenantId, 'contacts', [contact(ada, 2, { erase: true })], [other]);
    await pushed(tenantId, 'contacts', []);
    expect([await member(`${ada}@example.org`), await member(`${ada}@example.org`, 1)]).toEqual([undefined, undefined]);
    expect(await eraser.erase({ tenantId, platformId: ada })).toBe(true);
  });

  it('lets a person go who withdraws the consent by one of two contacts, and does not say when', async () => {
    const [tenantId, ada, bob] = [await connected(), name(), name()];
    const email = `${ada}@example.org`;
    await pushed(tenantId, 'contacts', [contact(ada, 1, { email, consentAt: at(1) }), contact(bob, 1, { email })]);
    expect(await member(email)).toMatchObject({ status: 'subscribed' });
    await pushed(tenantId, 'contacts', [
      { id: bob, email, emailConsent: 'revoked', updatedAt: at(2) },
      contact(ada, 2, { email, consentAt: at(1) }),
    ]);
    expect(await member(email)).toMatchObject({ status: 'unsubscribed' });
    // Nor if the time of the consent still comes with its end.
    const [lea, tom] = [name(), name()];
    const shared = `${lea}@example.org`;
    await pushed(tenantId, 'contacts', [contact(lea, 1, { consentAt: at(1) }), contact(tom, 1, { email: shared })]);
    await pushed(tenantId, 'contacts', [contact(tom, 3, { email: shared, emailConsent: 'revoked' })]);
    expect(await member(shared)).toMatchObject({ status: 'unsubscribed' });
    // Nor does the first word of a contact.
    const [eve, dan] = [name(), name()];
    const address = `${eve}@example.org`;
    await pushed(tenantId, 'contacts', [contact(eve, 1, { email: address })]);
    await pushed(tenantId, 'contacts', [{ id: dan, email: address, emailConsent: 'revoked', updatedAt: at(2) }]);
    expect(await member(address)).toMatchObject({ status: 'unsubscribed' });
  });

  it('adds nobody who was forgotten, unless they have consented since', async () => {
    const [tenantId, ada, bob] = [await connected(), name(), name()];
    const email = `${ada}@example.org`;
    await pushed(tenantId, 'contacts', [contact(ada, 1, { emailConsent: 'unknown', consentAt: null })]);
    await pushed(tenantId, 'contacts', [contact(ada, 2, { emailConsent: 'unknown', erase: true })]);
    expect(await eraser.erase({ tenantId, platformId: ada })).toBe(true);
    await pushed(tenantId, 'contacts', [contact(ada, 3), contact(bob, 3, { email })]);
    expect(await member(email)).toBeUndefined();
    expect(await statusOf(tenantId, 'member', email)).toBe('consent');
    // Nor by a contact that comes to have the address.
    const carl = name();
    await pushed(tenantId, 'contacts', [contact(carl, 3)]);
    expect(await member(`${carl}@example.org`)).toMatchObject({ status: 'subscribed' });
    await pushed(tenantId, 'contacts', [contact(carl, 4, { email })]);
    expect([await member(email), (await member(`${carl}@example.org`))?.status]).toEqual([undefined, 'unsubscribed']);
    // Nor by an account that is connected later.
    await connect(tenantId, { list: 1 });
    await pushed(tenantId, 'contacts', [contact(ada, 4), contact(bob, 4, { email })]);
    expect(await member(email, 1)).toBeUndefined();
    await pushed(tenantId, 'contacts', [contact(bob, 5, { email, consentAt: new Date().toISOString() })]);
    // One of its contacts has left under another address, so it is asked by mail.
    expect(await member(email)).toMatchObject({ status: 'pending' });
  });

  it('tags from all tickets, once the person is a member, which a ticket makes of nobody', async () => {
    const [tenantId, ada] = [await connected(), name()];
    const email = `${ada}@example.org`;
    await pushed(tenantId, 'tickets', [ticket('t1', email), ticket('t2', email)]);
    expect(await member(email)).toBeUndefined();
    expect(await statusOf(tenantId, 'tags', email)).toBe('consent');
    await pushed(tenantId, 'contacts', [contact(ada, 1)]);
    expect((await member(email))?.tags.map((tag) => tag.name)).toEqual(['hub:evt_1']);
    await pushed(tenantId, 'tickets', [ticket('t1', email, 2, { status: 'refunded' })]);
    expect((await member(email))?.tags).toHaveLength(1);
    await pushed(tenantId, 'tickets', [ticket('t2', email, 2, { status: 'refunded' })]);
    expect((await member(email))?.tags).toEqual([]);
    await pushed(tenantId, 'contacts', [contact(ada, 3, { tags: ['vip'] })]);
    // Of the items that feed it, the first in the order of the ids, with its own entity.
    const [fed] = await data.rows<{ entity: string; id: string }>(
      `SELECT entity, platform_id AS id FROM outbound_targets WHERE tenant_id = $1 AND target = 'tags'`,
      tenantId,
    );
    expect(fed).toEqual({ entity: 'contacts', id: ada });
  });

  it('does not repeat a request whose answer was lost, when the person has left meanwhile', async () => {
    const [tenantId, ada] = [await connected(), name()];
    const email = `${ada}@example.org`;
    await control.call('POST', '/faults', { kind: 'applyThenTimeout', method: 'PUT' });
    await hub.push(tenantId, 'contacts', [contact(ada, 1)]);
    const there = () => hub.work().then(() => member(email));
    await eventually(there, (found) => found?.status === 'subscribed');
    await control.call('DELETE', `/accounts/${account.id}/writes`);
    await person(email, 'unsubscribe');
    await pushed(tenantId, 'contacts', [contact(ada, 2)]);
    expect(await member(email)).toMatchObject({ status: 'unsubscribed' });
    expect(await control.call('GET', `/accounts/${account.id}/writes`)).toMatchObject({ writes: [] });
    expect(await statusOf(tenantId, 'member', email)).toBe('consent');
  });
});
