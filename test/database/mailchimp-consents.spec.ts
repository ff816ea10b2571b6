import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { ControlClient } from '../../demo/clients/control.client.js';
import { AuditLog } from '../../src/audit/audit.log.js';
import { loadConfig } from '../../src/config/config.js';
import { dataSourceOptions } from '../../src/database/data-source.options.js';
import { Metrics } from '../../src/observability/metrics.js';
import { addressHash, ConsentStore } from '../../src/outbound/consent/consent.store.js';
import { ContactEraser } from '../../src/outbound/erasure/contact.eraser.js';
import { VendorModel } from '../../src/outbound/testing/vendor.model.js';
import { ProviderCalls } from '../../src/providers/calls/provider.calls.js';
import { RateBudget } from '../../src/providers/calls/rate-budget.js';
import { mailchimpConfig } from '../../src/providers/mailchimp/mailchimp.config.js';
import MailchimpProvider from '../../src/providers/mailchimp/mailchimp.provider.js';
import { subscriberHash } from '../../src/providers/mailchimp/shape/mailchimp.contact-key.js';
import type { PushPort } from '../../src/providers/push.port.js';
import { startSandboxOf } from '../providers/subjects/sandbox.vendor.js';
import type { Vendor } from '../providers/subject.js';
import { eventually } from '../support/condition.wait.js';
import { assertConsents } from '../support/consent.assertion.js';
import { createDatabase, query, type TestDatabase } from '../support/database.js';
import { OutboundHub } from '../support/outbound.hub.js';

if (!process.env.SPEC_LOG) Logger.overrideLogger(false);

/** Outcomes that are not known are looked at again after a second. */
const IMPATIENT = {
  ROLES: 'worker',
  OUTBOUND_WRITE_TIMEOUT_SECONDS: '1',
  MAILCHIMP_SETTLE_SECONDS: '1',
  MAILCHIMP_RATE_PER_SECOND: '1000',
};
const START = Date.parse('2026-03-01T10:00:00Z');
const at = (version: number) => new Date(START + version * 1_000).toISOString();
const contact = (id: string, version: number, over: object = {}) => ({
  id,
  email: `${id}@example.org`,
  firstName: id,
  emailConsent: 'granted',
  consentAt: at(0),
  updatedAt: at(version),
  ...over,
});
const revoked = { emailConsent: 'revoked', consentAt: at(5) };
/** A consent that says nothing of a time. */
const unsure = { emailConsent: 'unknown', consentAt: null };

describe('The last word on a consent', () => {
  let database: TestDatabase;
  let source: DataSource;
  let vendor: Vendor;
  let control: ControlClient;
  let account: { id: string; lists: string[]; credentials: Record<string, string> };
  let hub: OutboundHub;
  let eraser: ContactEraser;
  /** Called once, when the next request has been built. */
  let built: () => Promise<unknown> = async () => undefined;

  beforeAll(async () => {
    database = await createDatabase();
    const pool = { url: database.url, poolSize: 10, statementTimeoutMs: 10_000, applicationName: 'spec' };
    source = await new DataSource(dataSourceOptions(pool)).initialize();
    vendor = await startSandboxOf('mailchimp');
    control = new ControlClient(vendor.url, new AbortController().signal);
    account = (await control.createAccount({
      scale: 20,
      seed: 1,
      counts: { contacts: 40 },
    })) as unknown as typeof account;
    const config = loadConfig({ ...IMPATIENT, MAILCHIMP_API_BASE_URL: vendor.url }, [mailchimpConfig]);
    const { push } = new MailchimpProvider(config, new ProviderCalls(config, new RateBudget(), new Metrics()));
    const build: PushPort['build'] = async (...args) => {
      const request = await push.build(...args);
      const then = built;
      built = async () => undefined;
      await then();
      return request;
    };
    const watched = Object.assign(Object.create(push) as PushPort, { build });
    const { credentials } = account;
    const model = new VendorModel({ keyLifetimeMs: 0, lateMs: 0, indexLagMs: 0 });
    hub = new OutboundHub(source, config, model, { push: watched, credentials });
    const { database: connected } = hub.engine;
    eraser = new ContactEraser(connected, new ConsentStore(), new AuditLog(connected), config);
  });
  afterEach(() => assertConsents(vendor?.url));
  afterAll(async () => {
    await hub?.stop();
    await vendor?.stop();
    await source?.destroy();
    await database?.drop();
  });

  const connected = async (over: object = {}) => {
    const tenantId = randomUUID();
    const id = await hub.connect(tenantId, { settings: { audienceId: account.lists[0] }, ...over });
    return { tenantId, id };
  };
  const open = (tenantId: string) =>
    query<{ open: number }>(
      database.adminUrl,
      `SELECT (SELECT count(*) FROM outbound_targets WHERE tenant_id = $1 AND status IN ('pending', 'sending'))::int
         + (SELECT count(*) FROM outbound_batches WHERE tenant_id = $1 AND planned_at IS NULL)::int AS open`,
      [tenantId],
    );
  async function pushed(tenantId: string, ...items: object[]) {
    await hub.push(tenantId, 'contacts', items);
    await settle(tenantId);
  }
  async function settle(tenantId: string) {
    await eventually(
      async () => {
        await hub.work();
        return (await open(tenantId))[0]?.open;
      },
      (left) => left === 0,
      60_000,
    );
  }
  async function memberOf(email: string) {
    const id = `${account.lists[0]}:${subscriberHash(email)}`;
    const found = (await control.objects(account.id, 'contacts')).find((object) => object.id === id);
    return found?.object as { status: string; merge_fields: { FNAME: string } } | undefined;
  }
  const statusOf = async (email: string) => (await memberOf(email))?.status;
  const person = (email: string, does: string) =>
    control.call('POST', `/accounts/${account.id}/person`, { email, does, listId: account.lists[0] });
  const writes = async () =>
    (await control.call<{ writes: unknown[] }>('GET', `/accounts/${account.id}/writes`)).writes.length;
  const name = () => `p${randomUUID().slice(0, 8)}`;
  /** What is known of the consent of an address. */
  const consentOf = async (id: string, email: string) =>
    (
      await query<{ state: string; source: string; at: string }>(
        database.adminUrl,
        `SELECT state, source, stated_at AS at FROM outbound_consents WHERE integration_id = $1 AND address_hash = $2`,
        [id, addressHash(email)],
      )
    )[0];
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
    await settle(tenantId);
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
    await hub.connect(tenantId, { venueId: 'v2', settings: { audienceId: account.lists[0] } });
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
      await control.call('DELETE', `/accounts/${account.id}/writes`);
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
      await control.call('DELETE', `/accounts/${account.id}/writes`);
      await pushed(tenantId, contact(ada, 1));
      expect(await memberOf(`${ada}@example.org`)).toMatchObject({ merge_fields: { FNAME: `v${version}` } });
      expect(await writes()).toBeGreaterThan(0);
    });

    it('goes to no audience that is not the one of the contacts any more', async () => {
      const { tenantId, id } = await connected();
      const ada = name();
      built = async () => {
        await query(database.adminUrl, `UPDATE integrations SET settings = $2 WHERE id = $1 RETURNING id`, [
          id,
          { audienceId: account.lists[1] },
        ]);
        await hub.push(tenantId, 'contacts', [contact(ada, 2)]);
        await hub.work();
      };
      await pushed(tenantId, contact(ada, 1));
      expect(await statusOf(`${ada}@example.org`)).toBeUndefined();
    });
  });

  describe('after an account was connected again', () => {
    async function connectedAgain(before: (tenantId: string) => Promise<unknown>, list = 0) {
      const externalAccountId = `acct_${randomUUID()}`;
      const { tenantId, id } = await connected({ externalAccountId });
      await before(tenantId);
      await query(database.adminUrl, `UPDATE integrations SET status = 'disconnected' WHERE id = $1 RETURNING id`, [
        id,
      ]);
      await hub.connect(tenantId, { settings: { audienceId: account.lists[list] }, externalAccountId });
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
        await control.call('POST', `/accounts/${account.id}/update`, {
          stream: 'contacts',
          id: `${account.lists[0]}:${subscriberHash(email)}`,
          patch: { email_address: `${ada}@new.example.org` },
        });
      });
      await pushed(tenantId, contact(ada, 2));
      expect(await statusOf(email)).toBe('pending');
    });
  });
});
