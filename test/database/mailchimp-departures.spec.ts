import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { ControlClient } from '../../demo/clients/control.client.js';
import { loadConfig } from '../../src/config/config.js';
import { dataSourceOptions } from '../../src/database/data-source.options.js';
import { Metrics } from '../../src/observability/metrics.js';
import { VendorModel } from '../../src/outbound/testing/vendor.model.js';
import { ProviderCalls } from '../../src/providers/calls/provider.calls.js';
import { RateBudget } from '../../src/providers/calls/rate-budget.js';
import { mailchimpConfig } from '../../src/providers/mailchimp/mailchimp.config.js';
import MailchimpProvider from '../../src/providers/mailchimp/mailchimp.provider.js';
import { subscriberHash } from '../../src/providers/mailchimp/shape/mailchimp.contact-key.js';
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
  OUTBOUND_STEP_ITEMS: '2',
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
describe('Who has left an audience of Mailchimp', () => {
  let database: TestDatabase;
  let source: DataSource;
  let vendor: Vendor;
  let control: ControlClient;
  let account: { id: string; lists: string[]; credentials: Record<string, string> };
  let hub: OutboundHub;

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
    const { credentials } = account;
    const model = new VendorModel({ keyLifetimeMs: 0, lateMs: 0, indexLagMs: 0 });
    hub = new OutboundHub(source, config, model, { push, credentials });
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
  async function statusOf(email: string): Promise<string | undefined> {
    const id = `${account.lists[0]}:${subscriberHash(email)}`;
    const found = (await control.objects(account.id, 'contacts')).find((object) => object.id === id);
    return (found?.object as { status: string } | undefined)?.status;
  }
  const person = (email: string, does: string) =>
    control.call('POST', `/accounts/${account.id}/person`, { email, does, listId: account.lists[0] });
  const name = () => `p${randomUUID().slice(0, 8)}`;

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
    await query(database.adminUrl, `UPDATE integrations SET status = 'disconnected' WHERE id = $1 RETURNING id`, [id]);
    await pushed(tenantId, contact(ada, 2, { email }));
    await hub.connect(tenantId, { settings: { audienceId: account.lists[0] }, externalAccountId });
    await pushed(tenantId, contact(ada, 3, { email }));
    expect([await statusOf(old), await statusOf(email)]).toEqual(['unsubscribed', 'pending']);
  });
});
