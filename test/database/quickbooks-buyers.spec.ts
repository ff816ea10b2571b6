import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import type { ControlClient } from '../../demo/clients/control.client.js';
import { AuditLog } from '../../src/audit/audit.log.js';
import { loadConfig } from '../../src/config/config.js';
import { Database } from '../../src/database/database.js';
import { ConsentStore } from '../../src/outbound/consent/consent.store.js';
import { ContactEraser } from '../../src/outbound/erasure/contact.eraser.js';
import { PlanStore } from '../../src/outbound/planning/plan.store.js';
import type { VendorAccount } from '../providers/subject.js';
import { eventually } from '../support/condition.wait.js';
import { query } from '../support/database.js';
import { createHubDatabases, type HubDatabases } from '../support/hub.databases.js';
import type { OutboundHub } from '../support/outbound.hub.js';
import { postTo } from '../support/quickbooks.books.js';
import { Companies } from '../support/quickbooks.companies.js';
import { at, event, sale } from '../support/quickbooks.payments.js';

if (!process.env.SPEC_LOG) Logger.overrideLogger(false);

const ADA = { id: 'usr_9', email: 'ada@example.org', name: 'Ada Example' };
const BOB = { id: 'usr_10', email: 'bob@example.org', name: 'Ada Example' };
const CONTACT = { id: 'usr_9', email: 'ada@example.org', emailConsent: 'unknown', updatedAt: at(10) };
const NEUTRAL = /^Buyer \[[a-z2-7]{10}\]$/;

interface Customer {
  Id: string;
  DisplayName: string;
  PrintOnCheckName: string;
  PrimaryEmailAddr?: { Address: string };
}

describe('The buyers of a company', () => {
  let companies: Companies;
  let control: ControlClient;
  let both: HubDatabases | undefined;
  let databases: HubDatabases['databases'] = [];
  let sources: HubDatabases['sources'] = [];
  let account: VendorAccount;
  let tenantId: string;
  const hubs: OutboundHub[] = [];

  beforeAll(async () => {
    companies = await Companies.start();
    ({ control } = companies);
    both = await createHubDatabases(2);
    ({ databases, sources } = both);
  });
  afterAll(async () => {
    await both?.drop();
    await companies?.stop();
  });
  afterEach(() => Promise.all(hubs.splice(0).map((hub) => hub.stop())));

  /** A company whose documents name the buyers, and hubs that post to it. */
  async function open(count = 1): Promise<OutboundHub> {
    account = await companies.open({}, { customers: 0 });
    tenantId = randomUUID();
    for (const source of sources.slice(0, count)) {
      const { hub, decide } = await postTo({ source, url: companies.url, account, tenantId });
      hubs.push(hub);
      await decide('sale', { customer: 'buyer' });
    }
    return hubs[0]!;
  }

  const rows = <T extends Record<string, unknown>>(sql: string, n = 0) =>
    query<T>(databases[n]!.adminUrl, sql, [tenantId]);
  const settle = (n = 0) => hubs[n]!.settle(tenantId);
  const push = async (...[entity, items]: [Parameters<OutboundHub['push']>[1], object[]]) => {
    await hubs[0]!.push(tenantId, entity, items);
    await settle();
  };
  /** @param beforeCommit is called when all has been written */
  const erase = (beforeCommit = async () => {}) => {
    const database = new Database(sources[0]!);
    const audit = new AuditLog(database);
    const last = jest.spyOn(audit, 'append');
    last.mockImplementationOnce((...entry) => beforeCommit().then(() => audit.append(...entry)));
    const eraser = new ContactEraser(database, new ConsentStore(), audit, loadConfig({ ROLES: 'worker' }));
    return eraser.erase({ tenantId, platformId: 'usr_9' });
  };
  const objects = <T>(stream: string) => companies.objects<T>(account, stream);
  const customers = async () =>
    (await objects<Customer>('customers')).map(({ DisplayName, PrimaryEmailAddr }) => [
      DisplayName.replace(/\[[a-z2-7]{10}\]$/, '[..]'),
      PrimaryEmailAddr?.Address ?? null,
    ]);
  const states = async (n = 0) =>
    (await hubs[n]!.states(tenantId)).filter(({ name }) => /^(buyer_customer|sale) /.test(name));
  const stored = () => both!.stored(tenantId);
  const shown = async (hub: OutboundHub, payments: object[]) =>
    (await hub.dryRun(tenantId, 'payments', payments)).accepted.flatMap((item) => item.targets);
  const sent = async () =>
    (await control.call<{ writes: { body: { text: string } }[] }>('GET', `/accounts/${account.id}/writes`)).writes.map(
      ({ body }) => body.text,
    );

  it('are customers that documents name, one for each, and the others name that of the event', async () => {
    const hub = await open();
    await push('events', [event]);
    const payments = [sale(1, { customer: ADA }), sale(2, { customer: BOB }), sale(4)];
    const made = await shown(hub, payments);
    await push('payments', payments);
    expect(await states()).toEqual(
      ['buyer_customer usr_10', 'buyer_customer usr_9', 'sale sale-1', 'sale sale-2', 'sale sale-4'].map((name) => ({
        name,
        state: 'applied',
      })),
    );
    const named = await objects<Customer>('customers');
    const receipts = await objects<{ DocNumber: string; CustomerRef: { value: string } }>('sales_receipts');
    const nameOn = (number: string) => {
      const { CustomerRef } = receipts.find(({ DocNumber }) => DocNumber.startsWith(number))!;
      return named.find(({ Id }) => Id === CustomerRef.value)!;
    };
    expect([nameOn('ORD-1-'), nameOn('ORD-2-')].map(({ PrimaryEmailAddr }) => PrimaryEmailAddr?.Address)).toEqual([
      'ada@example.org',
      'bob@example.org',
    ]);
    expect(nameOn('ORD-4-').DisplayName).toMatch(/^Summer Gala /);

    // Nothing is sent that a preview did not show, whatever could be known by then.
    const changed = [sale(1, { customer: { ...ADA, name: 'Ada King' }, updatedAt: at(5) })];
    const follows = await shown(hub, changed);
    await push('payments', changed);
    const bytes = await sent();
    const exact = [...made, ...follows].filter((target) => target.exact && target.decision === 'send');
    expect(exact.map(({ target }) => target).sort()).toEqual([
      'buyer_customer',
      'buyer_customer',
      'buyer_customer',
      'sale',
    ]);
    for (const { request } of exact) expect(bytes).toContain(request!.body);
    await push('payments', changed);
    expect(await sent()).toEqual(bytes);
  });

  it('have the name of the newest payment', async () => {
    await open();
    await push('events', [event]);
    await push('payments', [sale(1, { customer: ADA, updatedAt: at(4) })]);
    await push('payments', [
      sale(2, { customer: { ...ADA, name: 'Ada King', email: 'king@example.org' }, updatedAt: at(9) }),
    ]);
    await push('payments', [sale(4, { customer: { ...ADA, name: 'Ada Late' }, updatedAt: at(6) })]);
    expect(await customers()).toContainEqual(['Ada King [..]', 'king@example.org']);
    expect((await customers()).filter(([name]) => name?.startsWith('Ada'))).toHaveLength(1);
  });

  it('lose name and address with their contact, and no later payment brings them back', async () => {
    await open();
    await push('events', [event]);
    await push('payments', [sale(1, { customer: ADA }), sale(2, { customer: { ...BOB, name: 'Bob' } })]);
    await push('contacts', [CONTACT]);
    expect(await customers()).toContainEqual(['Ada Example [..]', 'ada@example.org']);
    await push('contacts', [{ ...CONTACT, erase: true, updatedAt: at(20) }]);
    expect(await erase()).toBe(true);
    const isNeutral = async () => {
      const all = await objects<Customer>('customers');
      expect(all.filter(({ DisplayName }) => NEUTRAL.test(DisplayName))).toHaveLength(1);
      expect(all.filter(({ PrimaryEmailAddr }) => PrimaryEmailAddr?.Address === BOB.email)).toHaveLength(1);
      expect(`${JSON.stringify(all)}${await stored()}`).not.toMatch(/\bada\b|\bking\b/i);
    };
    await isNeutral();
    const sealed = `SELECT FROM outbound_operations o JOIN outbound_targets t USING (tenant_id)
      WHERE tenant_id = $1 AND t.id = o.target_id AND t.subject = 'usr_9' AND o.ciphertext IS NOT NULL`;
    expect(await rows(sealed)).toEqual([]);

    const before = (await sent()).length;
    const named = { ...ADA, name: 'Ada King' };
    await push('payments', [
      sale(1, { customer: named, updatedAt: at(40) }),
      sale(4, { customer: named, updatedAt: at(41) }),
    ]);
    await isNeutral();
    expect((await sent()).slice(before).join('\n')).not.toMatch(/\bada\b/i);
    expect((await states()).filter(({ state }) => state !== 'applied')).toEqual([]);
    const audit = await rows(
      `SELECT detail FROM audit_log WHERE tenant_id = $1 AND action = 'outbound.contact_erased'`,
    );
    expect(audit).toEqual([{ detail: { adopted: [], untold: [] } }]);
  });

  it('are forgotten by a call that names other accounts, and so are their payments', async () => {
    const hub = await open();
    const others = [await hub.connect(tenantId, { provider: 'quickbooks' })];
    await push('events', [event]);
    await push('payments', [sale(1, { customer: ADA })]);
    await hub.push(tenantId, 'contacts', [{ ...CONTACT, erase: true, updatedAt: at(20) }], others);
    await settle();
    expect(await customers()).toContainEqual(['Buyer [..]', null]);
    expect(await erase()).toBe(true);
    await hub.push(
      tenantId,
      'payments',
      [sale(1, { customer: ADA, updatedAt: at(40) }), sale(2, { customer: ADA })],
      others,
    );
    await settle();
    expect(await stored()).not.toMatch(/\bada\b/i);
  });

  describe('are forgotten with a payment that is planned', () => {
    /** Stops who comes to it, until it is opened. */
    const gate = () => {
      let [reach, open] = [() => {}, () => {}];
      const reached = new Promise<void>((resolve) => (reach = resolve));
      const opened = new Promise<void>((resolve) => (open = resolve));
      const pass = async () => {
        reach();
        await opened;
      };
      return { pass, reached, release: open };
    };
    /** Until the second one waits for the first one, or has overtaken it: then one of its rows is there. */
    const waitsOr = (isOvertaken: string) =>
      eventually(
        () =>
          rows<{ isIt: boolean }>(
            `SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock')
               OR EXISTS (${isOvertaken}) AS "isIt"`,
          ),
        ([row]) => row?.isIt === true,
      );
    /** In another currency, so that no customer of before is locked. */
    const begin = async () => {
      const hub = await open();
      await push('events', [event]);
      await push('payments', [sale(1, { customer: ADA })]);
      await push('contacts', [{ ...CONTACT, erase: true, updatedAt: at(20) }]);
      await hub.push(tenantId, 'payments', [sale(3, { customer: ADA })]);
      return { hub, ...gate() };
    };
    const expectForgotten = async () => {
      await settle();
      expect((await customers()).filter(([name]) => name === 'Buyer [..]')).toHaveLength(2);
      expect(`${JSON.stringify(await customers())}${await stored()}`).not.toMatch(/\bada\b/i);
    };

    it('after all was erased, and before that is committed', async () => {
      const { hub, pass, reached, release } = await begin();
      const erasure = erase(pass);
      await reached;
      const planned = hub.work();
      await waitsOr(`SELECT FROM outbound_sources WHERE tenant_id = $1 AND platform_id = 'sale-3'`);
      release();
      expect([await erasure, await planned]).toEqual([true, undefined]);
      await expectForgotten();
    });

    it('before, and is not committed yet', async () => {
      const { hub, pass, reached, release } = await begin();
      const { write } = PlanStore.prototype;
      const last = jest.spyOn(PlanStore.prototype, 'write').mockImplementationOnce(async function (
        this: PlanStore,
        ...of
      ) {
        const hints = await write.apply(this, of);
        await pass();
        return hints;
      });
      const planned = hub.work();
      await reached;
      const erasure = erase();
      await waitsOr(`SELECT FROM outbound_items WHERE tenant_id = $1 AND erased_at IS NOT NULL`);
      release();
      expect([await erasure, await planned]).toEqual([true, undefined]);
      last.mockRestore();
      await expectForgotten();
    });
  });

  it('whose contact was erased before they bought something become customers without a name', async () => {
    await open();
    await push('contacts', [{ ...CONTACT, erase: true }]);
    expect(await erase()).toBe(true);
    await push('events', [event]);
    await push('payments', [sale(1, { customer: ADA })]);
    expect(await customers()).toContainEqual(['Buyer [..]', null]);
    expect(`${(await sent()).join('\n')}${await stored()}`).not.toMatch(/\bada\b/i);
  });

  it('lose their name when all payments are pushed without the person', async () => {
    await open();
    await push('events', [event]);
    await push('payments', [sale(1, { customer: ADA }), sale(2, { customer: ADA })]);
    await push('payments', [sale(1, { customer: null, updatedAt: at(5) })]);
    expect(await customers()).toContainEqual(['Ada Example [..]', 'ada@example.org']);
    await push('payments', [sale(2, { customer: null, updatedAt: at(5) })]);
    expect(await customers()).toContainEqual(['Buyer [..]', null]);
  });

  it('are found by another hub, whatever they are called by then', async () => {
    await open(2);
    const married = { ...ADA, name: 'Ada King' };
    await push('events', [event]);
    await push('payments', [sale(1, { customer: ADA })]);
    await push('payments', [sale(1, { customer: married, updatedAt: at(5) })]);
    await hubs[1]!.push(tenantId, 'events', [event]);
    await hubs[1]!.push(tenantId, 'payments', [sale(1, { customer: { ...ADA, name: 'Ada Byron' } })]);
    await settle(1);
    expect((await states(1)).map(({ state }) => state)).toEqual(['applied', 'applied']);
    const named = await customers();
    expect(named.filter(([name]) => name?.startsWith('Ada'))).toHaveLength(1);
    expect(await objects('sales_receipts')).toHaveLength(1);
  });
});
