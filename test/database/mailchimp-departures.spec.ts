import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { assertConsents } from '../support/consent.assertion.js';
import { createHubDatabases, type HubDatabases } from '../support/hub.databases.js';
import { Audiences } from '../support/mailchimp.audiences.js';
import { at, contact, name } from '../support/mailchimp.contacts.js';
import type { OutboundHub } from '../support/outbound.hub.js';

if (!process.env.SPEC_LOG) Logger.overrideLogger(false);

describe('Who has left an audience of Mailchimp', () => {
  let data: HubDatabases;
  let audiences: Audiences;
  let hub: OutboundHub;

  beforeAll(async () => {
    data = await createHubDatabases(1);
    audiences = await Audiences.start(data.sources[0]!);
    ({ hub } = audiences);
  });
  afterEach(() => assertConsents(audiences?.url));
  afterAll(async () => {
    await audiences?.stop();
    await data?.drop();
  });

  const connected = async (over: Parameters<Audiences['connect']>[1] = {}) => {
    const tenantId = randomUUID();
    return { tenantId, id: await audiences.connect(tenantId, over) };
  };
  const settle = (tenantId: string) => hub.settle(tenantId);
  async function pushed(tenantId: string, ...items: object[]) {
    await hub.push(tenantId, 'contacts', items);
    await settle(tenantId);
  }
  const statusOf = async (email: string) => (await audiences.member(email))?.status;
  const person = (email: string, does: string) => audiences.person(email, does);

  /** Two addresses of a person. */
  const addresses = (): [string, string] => {
    const local = name();
    return [`${local}@example.org`, `${local}@new.example.org`];
  };
  const revoked = { emailConsent: 'revoked', consentAt: at(5) };

  it('is known under the address before, also if it was not looked for while the contact had it', async () => {
    const { tenantId, id } = await connected();
    const [old, email] = addresses();
    const ada = name();
    await person(old, 'subscribe');
    await person(old, 'unsubscribe');
    const inTenant = hub.engine.database.inTenant.bind(hub.engine.database, tenantId);
    await inTenant((tx) => hub.pauses.pause(tx, id, 'user:spec'));
    await pushed(tenantId, contact(ada, 1, { email: old }));
    await pushed(tenantId, contact(ada, 2, { email }));
    await inTenant(async (tx) => {
      await hub.pauses.resume(tx, id);
      await hub.targets.releaseHeld(tx, id, ['paused']);
    });
    await settle(tenantId);
    expect([await statusOf(old), await statusOf(email)]).toEqual([undefined, 'unsubscribed']);
  });

  it('is known under the address before, also if they came and left after it was looked for', async () => {
    const { tenantId } = await connected();
    const [old, email] = addresses();
    const ada = name();
    await pushed(tenantId, contact(ada, 1, { email: old, emailConsent: 'unknown', consentAt: null }));
    await person(old, 'subscribe');
    await person(old, 'unsubscribe');
    await pushed(tenantId, contact(ada, 2, { email }));
    expect([await statusOf(old), await statusOf(email)]).toEqual([undefined, 'unsubscribed']);
  });

  it('has no trace at Mailchimp, and the address is added if it was never there', async () => {
    const { tenantId } = await connected();
    const [old, email] = addresses();
    const ada = name();
    await pushed(tenantId, contact(ada, 1, { email: old, emailConsent: 'unknown', consentAt: null }));
    await pushed(tenantId, contact(ada, 2, { email }));
    expect([await statusOf(old), await statusOf(email)]).toEqual([undefined, 'subscribed']);
  });

  it.each([
    ['address', { email: 'elsewhere@example.org' }],
    ['venue', { venueId: 'v2' }],
  ])('stays away if the contact that said so has another %s since', async (_, over) => {
    const { tenantId } = await connected({ venueId: 'v1' });
    const [email] = addresses();
    // Of two contacts of one call, the one that has left comes second in the order of the ids.
    const [ada, bob] = [`z${name()}`, `a${name()}`];
    const of = (id: string, version: number, more: object) =>
      contact(id, version, { email, venueId: 'v1', consentAt: at(1), ...more });
    await pushed(tenantId, of(ada, 1, revoked), of(bob, 1, {}));
    await pushed(tenantId, of(ada, 6, { ...revoked, ...over }));
    await pushed(tenantId, of(bob, 7, {}));
    expect(await statusOf(email)).toBeUndefined();
    await pushed(tenantId, of(bob, 9, { consentAt: at(8) }));
    expect(await statusOf(email)).toBe('subscribed');
  });

  it('is brought back by no consent of before', async () => {
    const { tenantId } = await connected();
    const ada = name();
    await pushed(tenantId, contact(ada, 5, revoked));
    await pushed(tenantId, contact(ada, 6, { consentAt: at(1) }));
    expect(await statusOf(`${ada}@example.org`)).toBeUndefined();
    await pushed(tenantId, contact(ada, 8, { consentAt: at(7) }));
    expect(await statusOf(`${ada}@example.org`)).toBe('subscribed');
  });

  it.each([
    ['at a later time', at(7)],
    ['at no time that is known', null],
  ])('has left with another address as well, until they consent again: %s', async (_, consentAt) => {
    const { tenantId } = await connected();
    const [old, email] = addresses();
    const ada = name();
    await pushed(tenantId, contact(ada, 5, { ...revoked, email: old }));
    await pushed(tenantId, contact(ada, 6, { email, consentAt: at(1) }));
    expect([await statusOf(old), await statusOf(email)]).toEqual([undefined, undefined]);
    await pushed(tenantId, contact(ada, 8, { email, consentAt }));
    expect(await statusOf(email)).toBe('subscribed');
  });

  it('is asked under another address after the account was connected again', async () => {
    const externalAccountId = `acct_${randomUUID()}`;
    const { tenantId, id } = await connected({ externalAccountId });
    const [old, email] = addresses();
    const ada = name();
    await pushed(tenantId, contact(ada, 1, { email: old }));
    await person(old, 'unsubscribe');
    await data.rows(`UPDATE integrations SET status = 'disconnected' WHERE id = $1 RETURNING id`, id);
    await pushed(tenantId, contact(ada, 2, { email }));
    await audiences.connect(tenantId, { externalAccountId });
    await pushed(tenantId, contact(ada, 3, { email }));
    expect([await statusOf(old), await statusOf(email)]).toEqual(['unsubscribed', 'pending']);
  });
});
