import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import type { ControlClient } from '../../demo/clients/control.client.js';
import { createHubDatabases, type HubDatabases } from '../support/hub.databases.js';
import { postTo, type Books } from '../support/quickbooks.books.js';
import { Companies } from '../support/quickbooks.companies.js';
import { at, event, refund, sale } from '../support/quickbooks.payments.js';

if (!process.env.SPEC_LOG) Logger.overrideLogger(false);

const SALES = 30;

describe('The books of a company', () => {
  let data: HubDatabases;
  let companies: Companies;
  let control: ControlClient;

  beforeAll(async () => {
    companies = await Companies.start();
    ({ control } = companies);
    data = await createHubDatabases(1);
  });
  afterAll(async () => {
    await data?.drop();
    await companies?.stop();
  });

  /** A company, and a hub that posts to it. */
  async function open(settings: Record<string, unknown>) {
    const account = await companies.open(settings);
    return postTo({ source: data.sources[0]!, url: companies.url, account, tenantId: randomUUID() });
  }

  const settle = ({ hub, tenantId }: Books) => hub.settle(tenantId);
  const objects = (account: Books['account'], stream: string) => companies.objects(account, stream);
  const sums = (documents: readonly Record<string, unknown>[]) => {
    const total = (code: string) =>
      documents
        .filter(({ CurrencyRef }) => (CurrencyRef as { value: string }).value === code)
        .reduce((sum, { TotalAmt }) => sum + Math.round(Number(TotalAmt) * 100), 0);
    return { USD: total('USD'), EUR: total('EUR') };
  };
  const expected = (payments: readonly { currency: string; amountMinor: number }[]) => {
    const total = (code: string) =>
      payments.filter(({ currency }) => currency === code).reduce((sum, { amountMinor }) => sum + amountMinor, 0);
    return { USD: total('USD'), EUR: total('EUR') };
  };

  it.each(['honoured', 'ignored', 'refused'])(
    'have each sale once, to the cent, whatever is lost, where used request ids are %s',
    async (requestIds) => {
      const books = await open({ requestIds });
      const { hub, tenantId, account } = books;
      for (const [kind, every] of [
        ['applyThenReset', 4],
        ['applyLate', 7],
        ['reset', 5],
        ['status500', 9],
      ] as const) {
        const lost = { account: account.id, kind, method: 'POST', every, times: 8, lateMs: 300, answer: 'reset' };
        for (const path of ['**/salesreceipt', '**/refundreceipt', '**/journalentry', '**/item', '**/customer']) {
          await control.call('POST', '/faults', { ...lost, path });
        }
      }
      const numbers = Array.from({ length: SALES }, (_, n) => n + 1);
      const refunded = numbers.filter((n) => n % 5 === 0);
      const sales = numbers.map((n) => sale(n));
      // The payments come first, and wait for the event.
      await hub.push(tenantId, 'payments', [...sales, ...refunded.map((n) => refund(n))]);
      await settle(books);
      expect(new Set((await hub.states(tenantId)).map(({ state }) => state))).toEqual(new Set(['dependency']));
      await hub.push(tenantId, 'events', [event]);
      await settle(books);
      expect((await hub.states(tenantId)).filter(({ state }) => state !== 'applied')).toEqual([]);

      const receipts = await objects(account, 'sales_receipts');
      expect([receipts.length, sums(receipts)]).toEqual([SALES, expected(sales)]);
      const refunds = await objects(account, 'refund_receipts');
      expect([refunds.length, sums(refunds)]).toEqual([refunded.length, expected(refunded.map((n) => refund(n)))]);
      expect((await objects(account, 'customers')).length).toBe(1 + 2);
      expect((await objects(account, 'products')).length).toBe(3 + 2);

      // One sale and one refund fail after all, and one payment says something else.
      const voided = sale(1, { status: 'failed', updatedAt: at(100) });
      const changed = sale(2, { amountMinor: 1, taxMinor: 1, lines: null, updatedAt: at(100) });
      await hub.push(tenantId, 'payments', [voided, changed, refund(5, { status: 'failed', updatedAt: at(100) })]);
      await settle(books);
      const states = new Map((await hub.states(tenantId)).map(({ name, state }) => [name, state]));
      expect([states.get('sale sale-1'), states.get('sale sale-2'), states.get('journal refund-5')]).toEqual([
        'applied',
        'amount_changed',
        'applied',
      ]);
      const after = sums(await objects(account, 'sales_receipts'));
      expect(after).toEqual(expected(sales.slice(1)));
      expect((await objects(account, 'journal_entries')).length).toBe(1);
      expect(await control.call('GET', `/accounts/${account.id}/audit`)).toEqual({ problems: [] });
      await hub.stop();
    },
  );

  it('hold what someone else has named or numbered, and go on once they have given it up', async () => {
    const books = await open({});
    const { hub, tenantId, integrationId, account } = books;
    const inDollars = { ...event, ticketTypes: event.ticketTypes.slice(0, 1) };
    const field = async (name: string, entity: 'events' | 'payments', item: object) => {
      const bytes = JSON.stringify(await hub.dryRun(tenantId, entity, [item])).replaceAll('\\', '');
      return new RegExp(`"${name}":"([^"]*)"`).exec(bytes)![1]!;
    };
    const byHand = async (path: string, body: object) => {
      const { Id, SyncToken } = await companies.byHand(account, path, body);
      return { Id, SyncToken, sparse: true };
    };
    const state = async (name: string) => (await hub.states(tenantId)).find((target) => target.name === name)?.state;
    const recheck = async () => {
      await hub.engine.database.inTenant(tenantId, (tx) =>
        hub.targets.releaseHeld(tx, integrationId, ['name_taken', 'account_missing']),
      );
      await settle(books);
    };

    const theirs = await byHand('vendor', {
      DisplayName: (await field('DisplayName', 'events', inDollars)).toUpperCase(),
    });
    await hub.push(tenantId, 'events', [inDollars]);
    await settle(books);
    expect(await state('customer event-1')).toBe('name_taken');
    await byHand('vendor', { ...theirs, DisplayName: 'Rival' });
    await recheck();
    expect(await state('customer event-1')).toBe('applied');

    const item = (await objects(account, 'products')).find(({ Sku }) => String(Sku).startsWith('hub-'))!;
    const detail = { ItemRef: { value: item.Id }, Qty: 1, UnitPrice: 5, TaxCodeRef: { value: 'NON' } };
    const document = await byHand('salesreceipt', {
      DocNumber: await field('DocNumber', 'payments', sale(1)),
      Line: [{ Amount: 5, DetailType: 'SalesItemLineDetail', SalesItemLineDetail: detail }],
    });
    await hub.push(tenantId, 'payments', [sale(1)]);
    await settle(books);
    expect(await state('sale sale-1')).toBe('name_taken');
    await byHand('salesreceipt', { ...document, DocNumber: 'BY-HAND' });
    await recheck();
    expect(await state('sale sale-1')).toBe('applied');
    expect((await objects(account, 'sales_receipts')).map(({ TotalAmt }) => Number(TotalAmt)).sort()).toEqual([
      40.15, 5,
    ]);

    // A refund that fails before it was posted needs nothing. One that succeeds after its reversal is for a person.
    for (const [second, status, expected] of [
      [90, 'failed', 'status'],
      [91, 'completed', 'not_wanted'],
      [92, 'failed', 'applied'],
      [93, 'completed', 'amount_changed'],
    ] as const) {
      await hub.push(tenantId, 'payments', [refund(1, { status, updatedAt: at(second) })]);
      await settle(books);
      expect(await state('journal refund-1')).toBe(expected);
    }
    expect((await objects(account, 'journal_entries')).length).toBe(1);
    await hub.stop();
  });
});
