import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { QuickBooksCompany } from '../live/quickbooks.company.js';
import { pacificTime } from '../pacific.time.js';
import { QuickBooksWorld } from '../quickbooks.world.js';
import { changeCapture } from './change.capture.js';

const DAY = 86_400;

describe('change data capture', () => {
  let world: QuickBooksWorld;
  let company: QuickBooksCompany;
  const capture = (entities: string, since: number) => {
    const params = new URLSearchParams({ entities, changedSince: pacificTime(since) });
    const answer = changeCapture({ world, company, path: ['cdc'], params, body: '' });
    const [first] = answer.CDCResponse as { QueryResponse: Record<string, unknown>[] }[];
    return first!.QueryResponse;
  };

  beforeEach(() => {
    world = new QuickBooksWorld();
    const now = world.clock.now();
    company = world.createCompany({
      counts: { customers: 700, products: 5, invoices: 800, bills: 3 },
      seed: 4,
      createdFrom: now - 20 * DAY,
      createdTo: now - DAY,
    });
  });
  afterEach(() => world?.close());

  it('shows the objects as a query does, and deletions by id', () => {
    const invoices = company.store('invoices');
    const invoice = invoices.at(5)!;
    const since = world.clock.now();
    world.bookkeeper.remove(company, 'invoices', invoice);
    const [response] = capture('Invoice', since);
    expect(response).toEqual({
      Invoice: [
        { domain: 'QBO', status: 'Deleted', Id: invoice.Id, MetaData: { LastUpdatedTime: expect.any(String) } },
      ],
      startPosition: 1,
      maxResults: 1,
    });
  });

  it('gives all entities together a thousand objects, and says nothing of the rest', () => {
    const [customers, invoices, bills] = capture('Customer,Invoice,Bill', world.clock.now() - 25 * DAY);
    expect((customers!.Customer as unknown[]).length).toBe(700);
    expect((invoices!.Invoice as unknown[]).length).toBe(300);
    expect(bills).toBeUndefined();
    expect(Object.keys(invoices!)).toEqual(['Invoice', 'startPosition', 'maxResults']);
  });

  it('includes inactive list entities', () => {
    const [response] = capture('Customer', world.clock.now() - 25 * DAY);
    expect((response!.Customer as { Active: boolean }[]).some((customer) => !customer.Active)).toBe(true);
  });

  it('is an empty object when nothing changed', () => {
    expect(capture('Customer,Invoice', world.clock.now())).toEqual([{}]);
  });

  it('reaches back 30 days and knows no tax codes', () => {
    expect(() => capture('Customer', world.clock.now() - 31 * DAY)).toThrow('Invalid changedSince');
    expect(() => capture('Customer,TaxCode', world.clock.now())).toThrow('Invalid entity');
    expect(() => capture('', world.clock.now())).toThrow('Required param missing');
  });
});
