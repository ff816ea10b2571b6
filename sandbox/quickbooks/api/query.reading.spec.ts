import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { QuickBooksCompany } from '../live/quickbooks.company.js';
import { parseTime } from '../pacific.time.js';
import type { QboObject } from '../quickbooks.entity.js';
import { QuickBooksFault } from '../quickbooks.fault.js';
import { QuickBooksWorld } from '../quickbooks.world.js';
import { queryResponse } from './query.reading.js';

describe('a query', () => {
  let world: QuickBooksWorld;
  let company: QuickBooksCompany;
  const rows = (entity: string, rest = ''): QboObject[] =>
    (queryResponse(company, `select * from ${entity} ${rest}`)[entity] as QboObject[] | undefined) ?? [];
  const updated = (object: QboObject): number => parseTime(object.MetaData.LastUpdatedTime);

  beforeEach(() => {
    world = new QuickBooksWorld();
    company = world.createCompany({ scale: 150, seed: 9 });
    const store = company.store('invoices');
    for (const index of [3, 90, 200]) {
      const invoice = store.at(index)!;
      world.bookkeeper.update(company, 'invoices', invoice, { ...invoice, PrivateNote: 'touched' });
    }
    world.bookkeeper.remove(company, 'invoices', store.at(10)!);
  });
  afterEach(() => world?.close());

  it.each(['', 'orderby MetaData.LastUpdatedTime asc', 'ORDER BY MetaData.LastUpdatedTime DESC', 'orderby TxnDate'])(
    'pages through every object once (%s)',
    (order) => {
      const seen: string[] = [];
      for (let start = 1; ; start += 31) {
        const page = rows('Invoice', `${order} startposition ${start} maxresults 31`);
        seen.push(...page.map((invoice) => invoice.Id));
        if (page.length < 31) break;
      }
      expect(seen.length).toBe(224);
      expect(new Set(seen).size).toBe(224);
    },
  );

  it('sorts by update time, changes last', () => {
    const times = rows('Invoice', 'orderby MetaData.LastUpdatedTime asc maxresults 1000').map(updated);
    expect(times).toEqual([...times].sort((one, other) => one - other));
    const last = rows('Invoice', 'orderby MetaData.LastUpdatedTime desc maxresults 3');
    expect(last.every((invoice) => invoice.PrivateNote === 'touched')).toBe(true);
  });

  it.each(['>', '>=', '<', '<='])('filters by update time with %s, with and without the order', (operator) => {
    const everything = rows('Invoice', 'maxresults 1000');
    const middle = everything[120]!.MetaData.LastUpdatedTime;
    const holds = { '>': 1, '>=': 1, '<': -1, '<=': -1 }[operator]!;
    const wanted = everything.filter((invoice) => {
      const difference = updated(invoice) - parseTime(middle);
      return difference === 0 ? operator.endsWith('=') : Math.sign(difference) === holds;
    });
    const where = `where MetaData.LastUpdatedTime ${operator} '${middle}'`;
    for (const order of ['', 'orderby MetaData.LastUpdatedTime']) {
      const ids = rows('Invoice', `${where} ${order} maxresults 1000`).map((invoice) => invoice.Id);
      expect(ids.sort()).toEqual(wanted.map((invoice) => invoice.Id).sort());
    }
    expect(queryResponse(company, `select count(*) from Invoice ${where}`)).toEqual({ totalCount: wanted.length });
  });

  it('hides inactive list entities unless Active is asked for', () => {
    const active = rows('Customer', 'maxresults 1000');
    const all = rows('Customer', 'where Active in (true, false) maxresults 1000');
    expect(active.every((customer) => customer.Active)).toBe(true);
    expect(all.length).toBe(150);
    expect(all.length).toBeGreaterThan(active.length);
    expect(rows('Customer', 'where Active = false').length).toBe(all.length - active.length);
  });

  it('compares references, numbers and texts, and reads escaped quotes', () => {
    const [invoice] = rows('Invoice', 'maxresults 1');
    const { value } = invoice!.CustomerRef as { value: string };
    expect(rows('Invoice', `where CustomerRef = '${value}'`).map(({ Id }) => Id)).toContain(invoice!.Id);
    expect(rows('Invoice', `where Id in ('${invoice!.Id}', '999999')`)).toEqual([invoice]);
    expect(rows('Invoice', `where DocNumber = '${String(invoice!.DocNumber)}'`)).toEqual([invoice]);
    const rich = rows('Invoice', `where TotalAmt > '900.5' and Balance <= 0 maxresults 1000`);
    expect(rich.length).toBeGreaterThan(0);
    expect(rich.every(({ TotalAmt, Balance }) => Number(TotalAmt) > 900.5 && Balance === 0)).toBe(true);
    const named = rows('Customer', String.raw`where DisplayName LIKE '%o\'brien%' and Active in (true,false)`);
    expect(named.length).toBeGreaterThan(0);
    expect(named.every(({ FamilyName }) => FamilyName === "O'Brien")).toBe(true);
  });

  it('has a default of 100 results and says how many it gave', () => {
    expect(queryResponse(company, 'select * from Invoice')).toMatchObject({ startPosition: 1, maxResults: 100 });
    expect(queryResponse(company, 'select * from Invoice startposition 225')).toEqual({});
  });

  it.each([
    ['select * from invoice', '4001'],
    ['select * from Nothing', '4001'],
    ['select * from Invoice orderby Id', '4001'],
    ["select * from Invoice where Colour = 'red'", '4001'],
    ["select * from Invoice where MetaData.LastUpdatedTime > 'soon'", '4001'],
    ["select * from Invoice where MetaData.LastUpdatedTime > '2026-05-05T12:13:29 02:00'", '4001'],
    ['select * from Invoice maxresults 1001', '4001'],
    ['select * from Invoice startposition 0', '4001'],
    ["select * from Invoice where Id = '1' or Id = '2'", '4000'],
    ["select * from Customer where DisplayName = 'O'Brien'", '4000'],
    ["select * from Customer where DisplayName = 'O", '4000'],
    ['select Id from Invoice', '4000'],
    ['select * from Invoice where', '4000'],
    ['delete from Invoice', '4000'],
  ])('refuses %s', (query, code) => {
    let thrown: unknown;
    try {
      queryResponse(company, query);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(QuickBooksFault);
    expect((thrown as QuickBooksFault).status).toBe(400);
    expect((thrown as QuickBooksFault).item()).toMatchObject({ type: 'ValidationFault', Error: [{ code }] });
  });
});
