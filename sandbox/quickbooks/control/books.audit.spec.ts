import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { QuickBooksCompany } from '../live/quickbooks.company.js';
import { parseTime } from '../pacific.time.js';
import { SHAPES, STREAMS, type QboObject, type StreamName } from '../quickbooks.entity.js';
import { QuickBooksWorld } from '../quickbooks.world.js';
import { auditBooks } from './books.audit.js';
import { CompanyMutator } from './company.mutator.js';

describe('the books of a company', () => {
  let world: QuickBooksWorld;
  let company: QuickBooksCompany;
  const all = (stream: StreamName): QboObject[] => [...company.store(stream).newestFirst()];

  beforeEach(() => {
    world = new QuickBooksWorld();
    company = world.createCompany({ scale: 300, seed: 5, multicurrency: true });
  });
  afterEach(() => world?.close());

  it('add up as they were made', () => {
    expect(auditBooks(company)).toEqual([]);
  });

  it('add up when payments outnumber invoices, and when there are none', () => {
    for (const counts of [{ customers: 20, products: 3, invoices: 30, payments: 100, deposits: 7 }, { payments: 9 }]) {
      expect(auditBooks(world.createCompany({ counts, seed: 2 }))).toEqual([]);
    }
  });

  it('still add up after changes of every kind', () => {
    const report = new CompanyMutator(world).mutate(company, { creates: 150, updates: 300, deletes: 150, seed: 11 });
    expect(report.deleted.length).toBe(150);
    expect(report.created.length).toBe(150);
    expect(report.byStream.customers!.deleted).toBeGreaterThan(0);
    expect(auditBooks(company)).toEqual([]);
  });

  it('would be found wrong if a payment changed behind its invoice', () => {
    const payment = all('payments').find((object) => (object.Line as unknown[]).length > 0)!;
    const store = company.store('payments');
    store.replace(store.indexOf(payment.Id)!, { ...payment, TotalAmt: 1 }, 0);
    expect(auditBooks(company)).toContain(`payments ${payment.Id}: total is not what is applied and what is not`);
  });

  it('pay bills by bill payments, and add up without the bill, too', () => {
    const [bill] = all('bills').filter((one) => (one.LinkedTxn as unknown[]).length > 0);
    expect(bill!.Balance).toBe(0);
    world.bookkeeper.remove(company, 'bills', bill!);
    expect(auditBooks(company)).toEqual([]);
    const open = all('bills').find((one) => Number(one.Balance) > 0)!;
    const line = { Amount: open.Balance, LinkedTxn: [{ TxnId: open.Id, TxnType: 'Bill' }] };
    const body = { VendorRef: open.VendorRef, PayType: 'Check', TotalAmt: open.Balance, Line: [line] };
    const [payment] = world.writer.create(company, 'bill_payments', body, world.clock.now());
    expect(company.store('bills').find(open.Id)).toMatchObject({ Balance: 0, LinkedTxn: [{ TxnId: payment!.id }] });
    expect(auditBooks(company)).toEqual([]);
  });

  it('name no currency where the company has one only', () => {
    const single = world.createCompany({ scale: 60, seed: 4, multicurrency: false });
    new CompanyMutator(world).mutate(single, { creates: 40, updates: 40, deletes: 20, seed: 2 });
    const objects = STREAMS.flatMap((stream) => [...single.store(stream).newestFirst()]);
    expect(objects.filter((object) => 'CurrencyRef' in object || 'HomeTotalAmt' in object)).toEqual([]);
    expect(single.store('preferences').at(0)).toMatchObject({
      CurrencyPrefs: { MultiCurrencyEnabled: false, HomeCurrency: { value: 'USD' } },
    });
    expect(auditBooks(single)).toEqual([]);
  });

  it('hold several currencies, inactive list entities and voided invoices', () => {
    const currencies = new Set(all('invoices').map((invoice) => (invoice.CurrencyRef as { value: string }).value));
    expect([...currencies].sort()).toEqual(['CAD', 'EUR', 'GBP', 'JPY', 'USD']);
    expect(all('customers').some((customer) => customer.Active === false)).toBe(true);
    expect(all('invoices').some((invoice) => invoice.PrivateNote === 'Voided')).toBe(true);
  });

  it('never refund more than the sale, and never pay before the invoice', () => {
    const sales = new Map(all('sales_receipts').map((sale) => [sale.PaymentRefNum, sale]));
    for (const refund of all('refund_receipts')) {
      const sale = sales.get(refund.PaymentRefNum)!;
      expect(Number(refund.TotalAmt)).toBeLessThanOrEqual(Number(sale.TotalAmt));
      expect(timeOf(refund, 'CreateTime')).toBeGreaterThanOrEqual(timeOf(sale, 'CreateTime'));
    }
    for (const payment of all('payments')) {
      const [line] = payment.Line as { LinkedTxn: { TxnId: string }[] }[];
      const invoice = line && company.store('invoices').find(line.LinkedTxn[0]!.TxnId)!;
      if (!invoice) continue;
      expect(timeOf(payment, 'CreateTime')).toBeGreaterThanOrEqual(timeOf(invoice, 'CreateTime'));
      expect(timeOf(invoice, 'LastUpdatedTime')).toBeGreaterThanOrEqual(timeOf(payment, 'CreateTime'));
    }
  });

  it('give every object a unique id by which it is found, not in the order of creation', () => {
    for (const stream of STREAMS) {
      const ids = all(stream).map((object) => object.Id);
      expect(new Set(ids).size).toBe(ids.length);
      expect(ids.every((id) => company.store(stream).find(id)?.Id === id)).toBe(true);
    }
    const numbers = all('invoices').map((invoice) => Number(invoice.Id));
    expect(numbers).not.toEqual([...numbers].sort((one, other) => other - one));
    const transactions = STREAMS.filter((stream) => SHAPES[stream].kind === 'transaction').flatMap(all);
    expect(new Set(transactions.map((object) => object.Id)).size).toBe(transactions.length);
  });

  it('are the same for the same seed, and written at the same times', () => {
    const again = new QuickBooksWorld().createCompany({
      id: company.realmId,
      scale: 300,
      seed: 5,
      multicurrency: true,
      ...times(company),
    });
    for (const stream of STREAMS) expect([...again.store(stream).newestFirst()]).toEqual(all(stream));
  });
});

const times = ({ data: { createdFrom, createdTo } }: QuickBooksCompany) => ({ createdFrom, createdTo });
const timeOf = (object: QboObject, field: 'CreateTime' | 'LastUpdatedTime'): number =>
  parseTime(object.MetaData[field]);
