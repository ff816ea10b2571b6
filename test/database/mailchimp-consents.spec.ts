import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { AuditLog } from '../../src/audit/audit.log.js';
import { addressHash, ConsentStore } from '../../src/outbound/consent/consent.store.js';
import { ContactEraser } from '../../src/outbound/erasure/contact.eraser.js';
import { subscriberHash } from '../../src/providers/mailchimp/shape/mailchimp.contact-key.js';
import type { PushPort } from '../../src/providers/push.port.js';
import { assertConsents } from '../support/consent.assertion.js';
import { createHubDatabases, type HubDatabases } from '../support/hub.databases.js';
import { Audiences } from '../support/mailchimp.audiences.js';
import { at, contact, name } from '../support/mailchimp.contacts.js';
import type { OutboundHub } from '../support/outbound.hub.js';

if (!process.env.SPEC_LOG) Logger.overrideLogger(false);

const revoked = { emailConsent: 'revoked', consentAt: at(5) };
/** A consent that says nothing of a time. */
const unsure = { emailConsent: 'unknown', consentAt: null };

describe('The last word on a consent', () => {
  let data: HubDatabases;
  let audiences: Audiences;
  let hub: OutboundHub;
  let eraser: ContactEraser;
  /** Called once, when the next request has been built. */
  let built: () => Promise<unknown> = async () => undefined;

  const watched = (push: PushPort): PushPort => {
    const build: PushPort['build'] = async (...args) => {
      const request = await push.build(...args);
      const then = built;
      built = async () => undefined;
      await then();
      return request;
    };
    return Object.assign(Object.create(push) as PushPort, { build });
  };

  beforeAll(async () => {
    data = await createHubDatabases(1);
    audiences = await Audiences.start(data.sources[0]!, watched);
    ({ hub } = audiences);
    const { database } = hub.engine;
    eraser = new ContactEraser(database, new ConsentStore(), new AuditLog(database), audiences.config);
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
  async function pushed(tenantId: string, ...items: object[]) {
    await hub.push(tenantId, 'contacts', items);
    await hub.settle(tenantId);
  }
  const memberOf = (email: string) => audiences.member(email);
  const statusOf = async (email: string) => (await memberOf(email))?.status;
  const person = (email: string, does: string) => audiences.person(email, does);
  const ofAccount = (what: string) => `/accounts/${audiences.account.id}/${what}`;
  const forgetWrites = () => audiences.control.call('DELETE', ofAccount('writes'));
  const writes = async () =>
    (await audiences.control.call<{ writes: unknown[] }>('GET', ofAccount('writes'))).writes.length;
  /** What is known of the consent of an address. */
  const consentOf = async (id: string, email: string) => {
    const sql = 'SELECT state, source FROM outbound_consents WHERE integration_id = $1 AND address_hash = $2';
    return (await data.rows<{ state: string; source: string }>(sql, id, addressHash(email)))[0];
  };
  const inTenant = <T>(tenantId: string, work: Parameters<typeof hub.engine.database.inTenant<T>>[1]) =>
    hub.engine.database.inTenant(tenantId, work);
  /** Plans what is done meanwhile, and sends nothing before it ends. */
  async function whilePaused(tenantId: string, id: string, work: () => Promise<unknown>) {
    await inTenant(tenantId, (tx) => hub.pauses.pause(tx, id, 'user:spec'));
    await work();
    await inTenant(tenantId, async (tx) => {
      await hub.pauses.resume(tx, id);
      await hub.targets.releaseHeld(tx, id, ['paused']);
    });
    await hub.settle(tenantId);
  }

  it.each<[string, object]>([
    ['by a consent of before', { consentAt: at(1) }],
    ['by a consent without a time', { emailConsent: 'pending', consentAt: null }],
    ['by a consent that is not known', unsure],
  ])('is a revocation that was not sent yet, whatever is said after it %s', async (_, after) => {
    const { tenantId, id } = await connected();
    const [ada, bob] = [name(), name()];
    await pushed(tenantId, contact(ada, 1), contact(bob, 1));
    await whilePaused(tenantId, id, async () => {
      await pushed(tenantId, contact(ada, 5, revoked));
      await pushed(tenantId, contact(ada, 6, after));
      // And if both are planned together.
      await hub.push(tenantId, 'contacts', [contact(bob, 5, revoked)]);
      await pushed(tenantId, contact(bob, 6, after));
    });
    for (const email of [`${ada}@example.org`, `${bob}@example.org`]) {
      expect([await statusOf(email), (await consentOf(id, email))?.state]).toEqual(['unsubscribed', 'revoked']);
    }
  });

  it('is a revocation that was not sent before its contact has another address', async () => {
    const { tenantId, id } = await connected();
    const [ada, bob] = [name(), name()];
    const email = `${ada}@example.org`;
    await pushed(tenantId, contact(ada, 1), contact(bob, 1, { email }));
    await whilePaused(tenantId, id, async () => {
      await pushed(tenantId, contact(bob, 5, { ...revoked, email }));
      await pushed(tenantId, contact(bob, 6, revoked));
    });
    expect(await statusOf(email)).toBe('unsubscribed');
  });

  it('leaves who has joined again at Mailchimp since a contact has left', async () => {
    const { tenantId } = await connected();
    const [ada, bob] = [name(), name()];
    const email = `${ada}@example.org`;
    await pushed(tenantId, contact(bob, 5, { ...revoked, email }));
    await pushed(tenantId, contact(bob, 6, revoked));
    await person(email, 'subscribe');
    await pushed(tenantId, contact(ada, 7, { consentAt: at(1), firstName: 'Ada' }));
    expect(await memberOf(email)).toMatchObject({ status: 'subscribed', merge_fields: { FNAME: 'Ada' } });
  });

  it.each([
    ['after it', [1, 2]],
    ['before it', [2, 1]],
  ])('is hidden by no contact that says nothing of a time %s', async (_, order) => {
    const { tenantId } = await connected();
    const [ada, bob, carl] = [name(), name(), name()];
    const email = `${ada}@example.org`;
    const said = [contact(bob, 5, { ...revoked, email }), contact(carl, 8, { ...unsure, email })];
    for (const n of order) await pushed(tenantId, said[n - 1]!);
    await pushed(tenantId, contact(bob, 9, revoked), contact(carl, 9, unsure));
    await pushed(tenantId, contact(ada, 9, { consentAt: at(1) }));
    expect(await statusOf(email)).toBeUndefined();
  });

  it('is what the member says that is read, if the person left before they were ever pushed', async () => {
    const { tenantId, id } = await connected();
    const ada = name();
    const email = `${ada}@example.org`;
    await person(email, 'subscribe');
    await person(email, 'unsubscribe');
    await pushed(tenantId, contact(ada, 1));
    expect(await statusOf(email)).toBe('unsubscribed');
    expect(await consentOf(id, email)).toMatchObject({ state: 'revoked', source: 'provider' });
    await pushed(tenantId, contact(ada, 2));
    expect(await consentOf(id, email)).toMatchObject({ state: 'revoked', source: 'provider' });
  });

  it('may be said within the minutes by which the clock of the platform is ahead', async () => {
    const { tenantId, id } = await connected();
    const ada = name();
    const email = `${ada}@example.org`;
    const consentAt = new Date(Date.now() + 4 * 60_000).toISOString();
    await pushed(tenantId, contact(ada, 1, { consentAt }));
    const said = { addressHash: addressHash(email), state: 'revoked', statedAt: new Date(), evidence: {} } as const;
    await inTenant(tenantId, (tx) => new ConsentStore().learn(tx, { tenantId, integrationId: id }, [said]));
    await person(email, 'unsubscribe');
    await pushed(tenantId, contact(ada, 2, { consentAt }));
    expect(await consentOf(id, email)).toMatchObject({ state: 'revoked', source: 'provider' });
  });

  it('of an address that was forgotten is outdone at each account by a later consent only', async () => {
    const { tenantId } = await connected({ venueId: 'v1' });
    const [ada, bob, carl] = [name(), name(), name()];
    const email = `${ada}@example.org`;
    await pushed(tenantId, contact(ada, 1, { ...unsure, venueId: 'v1' }));
    await pushed(tenantId, contact(ada, 2, { ...unsure, venueId: 'v1', erase: true }));
    expect(await eraser.erase({ tenantId, platformId: ada })).toBe(true);
    const now = new Date().toISOString();
    await pushed(tenantId, contact(bob, 3, { email, venueId: 'v1', emailConsent: 'revoked', consentAt: now }));
    await audiences.connect(tenantId, { venueId: 'v2' });
    await pushed(tenantId, contact(carl, 3, { email, venueId: 'v2' }));
    expect(await statusOf(email)).toBeUndefined();
  });

  describe('of a contact that has another address before it was ever planned', () => {
    it.each([
      ['one call', false],
      ['two calls', true],
    ])('by %s, is looked for under the address before', async (_, areTwo) => {
      const { tenantId } = await connected();
      const [left, never] = [name(), name()];
      await person(`${left}@example.org`, 'subscribe');
      await person(`${left}@example.org`, 'unsubscribe');
      const before = [left, never].map((id) => contact(id, 1));
      const after = [left, never].map((id) => contact(id, 2, { email: `${id}@new.example.org` }));
      if (areTwo) await hub.push(tenantId, 'contacts', before);
      await pushed(tenantId, ...(areTwo ? after : [...before, ...after]));
      const found = [await statusOf(`${left}@new.example.org`), await statusOf(`${never}@new.example.org`)];
      expect(found).toEqual(['pending', 'subscribed']);
    });
  });

  describe('and a request that was built before', () => {
    it('adds no one who has revoked since', async () => {
      const { tenantId } = await connected();
      const ada = name();
      await forgetWrites();
      built = async () => {
        await hub.push(tenantId, 'contacts', [contact(ada, 5, revoked)]);
        await hub.work();
      };
      await pushed(tenantId, contact(ada, 1));
      expect([await statusOf(`${ada}@example.org`), await writes()]).toEqual([undefined, 0]);
    });

    it('is sent with what is wanted by now, if only fields have changed', async () => {
      const { tenantId } = await connected();
      const ada = name();
      let version = 1;
      const again = async () => {
        version += 1;
        if (version < 6) built = again;
        await hub.push(tenantId, 'contacts', [contact(ada, version, { firstName: `v${version}` })]);
        await hub.work();
      };
      built = again;
      await forgetWrites();
      await pushed(tenantId, contact(ada, 1));
      expect(await memberOf(`${ada}@example.org`)).toMatchObject({ merge_fields: { FNAME: `v${version}` } });
      expect(await writes()).toBeGreaterThan(0);
    });

    it('goes to no audience that is not the one of the contacts any more', async () => {
      const { tenantId, id } = await connected();
      const ada = name();
      built = async () => {
        const settings = { audienceId: audiences.account.lists[1] };
        await data.rows('UPDATE integrations SET settings = $2 WHERE id = $1 RETURNING id', id, settings);
        await hub.push(tenantId, 'contacts', [contact(ada, 2)]);
        await hub.work();
      };
      await pushed(tenantId, contact(ada, 1));
      expect(await statusOf(`${ada}@example.org`)).toBeUndefined();
    });
  });

  describe('after an account was connected again', () => {
    async function connectedAgain(before: (tenantId: string) => Promise<unknown>) {
      const externalAccountId = `acct_${randomUUID()}`;
      const { tenantId, id } = await connected({ externalAccountId });
      await before(tenantId);
      await data.rows(`UPDATE integrations SET status = 'disconnected' WHERE id = $1 RETURNING id`, id);
      await audiences.connect(tenantId, { externalAccountId });
      return tenantId;
    }

    it('is not asked for by mail under the same address', async () => {
      const ada = name();
      const tenantId = await connectedAgain((id) => pushed(id, contact(ada, 1)));
      await pushed(tenantId, contact(ada, 2, { firstName: 'Ada' }));
      expect(await memberOf(`${ada}@example.org`)).toMatchObject({
        status: 'subscribed',
        merge_fields: { FNAME: 'Ada' },
      });
    });

    it('is asked for by mail where the person has given the address up at Mailchimp', async () => {
      const ada = name();
      const email = `${ada}@example.org`;
      const tenantId = await connectedAgain(async (id) => {
        await pushed(id, contact(ada, 1));
        await audiences.control.call('POST', ofAccount('update'), {
          stream: 'contacts',
          id: `${audiences.account.lists[0]}:${subscriberHash(email)}`,
          patch: { email_address: `${ada}@new.example.org` },
        });
      });
      await pushed(tenantId, contact(ada, 2));
      expect(await statusOf(email)).toBe('pending');
    });
  });
});
