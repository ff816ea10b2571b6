import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { KnownObject, PushOutcome } from '../../src/providers/push.port.js';
import type { PushedPayment } from '../../src/providers/quickbooks/push/quickbooks.pushed-items.js';
import { pushedEvent, pushedPayment, pushedRefund } from '../../src/providers/quickbooks/testing/pushed.builders.js';
import { bodyOf, decisionOf, requestIn } from '../../src/providers/quickbooks/testing/push.port.js';
import { Books } from './books/quickbooks.books.js';
import { Stand } from './stand.js';
import { quickbooksSubject } from './subjects/quickbooks.subject.js';

let stand: Stand;
beforeAll(async () => {
  stand = await Stand.open(quickbooksSubject);
});
afterAll(() => stand?.close());

let books: Books;
beforeEach(async () => {
  await stand.control.call('DELETE', '/faults');
  books = await Books.open(stand);
});

const kindOf = (outcome: PushOutcome): string => ('code' in outcome ? `${outcome.kind} ${outcome.code}` : outcome.kind);

describe('The books of QuickBooks', () => {
  it('get customers, items, sales, refunds, and the reversal of both, to the cent, and exactly the bytes of the preview', async () => {
    await books.listEvent();
    const sale = await books.post('sale', pushedPayment());
    expect(sale.outcome).toMatchObject({ kind: 'done', amounts: { total: '27', currency: 'USD', date: '2026-06-29' } });
    const refund = await books.post('refund', pushedRefund(), [pushedPayment()]);
    expect(refund.outcome).toMatchObject({
      kind: 'done',
      amounts: { total: '9', currency: 'USD', date: '2026-07-01' },
    });
    const writes = await books.writes();
    const sent = [books.listed, [sale, refund]].flat();
    expect(writes.map(({ body }) => body.text)).toEqual(sent.map(({ request }) => request.body.toString()));
    expect(writes.map(({ path, query }) => `${path}?${query}`)).toEqual(
      sent.map(({ request }) => `/v3/company/${books.realm}${request.path}`),
    );

    const failed = await books.post('refund', pushedRefund({ status: 'failed' }), [pushedPayment()], refund.known);
    expect(failed.built).toEqual({ kind: 'nothing' });
    const entry = await books.post('journal', pushedRefund({ status: 'failed' }));
    expect(entry.outcome).toMatchObject({ kind: 'done', amounts: { total: '9', currency: 'USD', date: '2026-07-03' } });
    const voided = await books.post('sale', pushedPayment({ status: 'failed' }), [], sale.known);
    expect(voided.outcome).toMatchObject({ kind: 'done', externalId: sale.known!.externalId, amounts: { total: '0' } });
    expect(await books.problems()).toEqual([]);
  });

  it('take a repeated key for the same request', async () => {
    await books.listEvent();
    const first = await books.post('sale', pushedPayment());
    const again = await books.send('sale', first.request);
    expect(again).toMatchObject({ kind: 'done', externalId: first.known!.externalId });
    expect(await books.count('sales_receipts')).toBe(1);
  });

  it.each(['applyThenReset', 'applyThenTimeout', 'truncated'])('show what was done after %s', async (kind) => {
    await books.listEvent();
    await books.fault({ kind, path: '**/salesreceipt', hangMs: 10 });
    const { outcome, request, reference } = await books.post('sale', pushedPayment());
    expect(outcome.kind).toBe('unknown');
    const found = await books.find('sale', request, reference);
    expect(found).toMatchObject({ kind: 'found', known: { amounts: request.expects } });
  });

  it.each(['reset', 'status500', 'html502', 'garbage', 'faultIn200'])(
    'show what was not done after %s',
    async (kind) => {
      await books.listEvent();
      await books.fault({ kind, path: '**/salesreceipt' });
      const { outcome, request, reference } = await books.post('sale', pushedPayment());
      expect(outcome.kind).toBe('unknown');
      expect(await books.find('sale', request, reference)).toEqual({ kind: 'absent' });
      expect(await books.send('sale', { ...request, path: `${request.path}2` })).toMatchObject({ kind: 'done' });
      expect(await books.count('sales_receipts')).toBe(1);
    },
  );

  it('take one document from two hubs', async () => {
    await books.listEvent();
    const first = await books.post('sale', pushedPayment());
    const other = await books.post('sale', pushedPayment(), [], null, 'hother');
    expect(other.outcome).toEqual({ kind: 'exists', externalId: first.known!.externalId });
    expect(await books.find('sale', other.request, other.reference)).toMatchObject({
      kind: 'found',
      known: { externalId: first.known!.externalId },
    });
    const same = await books.post('sale', pushedPayment(), [], await books.read('sale', first.known!));
    expect(same.built).toEqual({ kind: 'nothing' });
    const different = pushedPayment({ amountMinor: 3_000, taxMinor: 0, lines: null });
    const rules = { sale: { ticketItem: books.chosen.ticketItem } };
    const built = await books.build('sale', different, [], await books.read('sale', first.known!), rules);
    expect(decisionOf(built)).toBe('dead amount_changed');
    expect(await books.count('sales_receipts')).toBe(1);
  });

  it('refuse an older version of an object', async () => {
    await books.listEvent();
    const { key, known } = books.listed[0]!;
    const rename = (name: string, as: KnownObject) =>
      books.build('customer', pushedEvent({ name }), [], as, {}, key.part);
    const first = requestIn(await rename('Autumn Gala', known!));
    expect(await books.send('customer', first)).toMatchObject({ kind: 'done' });
    const late = requestIn(await rename('Winter Gala', known!));
    expect(await books.send('customer', { ...late, path: `${late.path}2` })).toEqual({ kind: 'stale' });
    const fresh = await books.read('customer', known!);
    const next = requestIn(await rename('Winter Gala', fresh!));
    expect(await books.send('customer', { ...next, path: `${next.path}3` })).toMatchObject({ kind: 'done' });
  });
});

describe('Nothing is doubled, and nothing is silently different', () => {
  beforeEach(() => books.listEvent());

  it.each(['6210', '5010'])('where the books are closed (%s)', async (closedPeriodCode) => {
    const built = requestIn(await books.build('sale', pushedPayment()));
    await books.set({ closingDate: '2026-06-30', closedPeriodCode });
    expect(await books.send('sale', built)).toEqual({ kind: 'stale' });
    expect(kindOf(await books.send('sale', built))).toBe('waiting closed_period');
    const moved = await books.post('sale', pushedPayment(), [], null, 'hmoved', {
      sale: { closedPeriod: 'nextOpenDay' },
    });
    expect(moved.outcome).toMatchObject({ kind: 'done', amounts: { total: '27', date: '2026-07-01' } });
  });

  it('where an account was made inactive', async () => {
    await books.remove('accounts', books.chosen.depositTo);
    expect(kindOf((await books.post('sale', pushedPayment())).outcome)).toBe('waiting account_missing');
  });

  it('where an account of another type was chosen', async () => {
    const depositTo = await books.accountOfType('Income');
    const { outcome } = await books.post('sale', pushedPayment(), [], null, 'h', { sale: { depositTo } });
    expect(kindOf(outcome)).toBe('waiting account_missing');
  });

  it('where a person has used the number', async () => {
    const whole = (id: string) => pushedPayment({ id, lines: null, taxMinor: 0, amountMinor: 500 });
    const options = { sale: { ticketItem: books.chosen.ticketItem } };
    for (const [id, amount, expected] of [
      ['payment-other', 7, 'waiting name_taken'],
      ['payment-same', 5, 'exists'],
    ] as const) {
      const request = requestIn(await books.build('sale', whole(id), [], null, options));
      await books.receiptByHand(bodyOf({ kind: 'request', request }).DocNumber, amount);
      expect(kindOf(await books.send('sale', request))).toBe(expected);
      const found = await books.find('sale', request, books.reference('sale', id));
      // What says the same is linked, and stays theirs.
      expect(found).toMatchObject(
        expected === 'exists' ? { kind: 'found', known: { origin: 'adopted' } } : { kind: 'absent' },
      );
    }
    expect(await books.count('sales_receipts')).toBe(2);
  });

  it('where an item was renamed', async () => {
    const item = books.listed.find(({ key }) => key.part === 'standard')!;
    await books.rename('item', item.known!, 'Best seats');
    const { known } = await books.post('sale', pushedPayment());
    expect(JSON.stringify(known?.object)).toContain(`"ItemRef":{"value":"${item.known!.externalId}"`);
    expect(await books.adoptable('item', pushedEvent(), item.key)).toMatchObject({
      kind: 'found',
      known: { externalId: item.known!.externalId },
    });
  });

  it.each([
    ['as it is', (name: string) => name],
    ['in another case, with blanks', (name: string) => ` ${name.toUpperCase()}`],
  ])('where a vendor has the name %s', async (_, written) => {
    const event = pushedEvent({ id: 'event-2', name: 'Rival' });
    const built = await books.build('customer', event, [], null, {}, 'USD', 'event-2');
    await books.vendor(written(String(bodyOf(built).DisplayName)));
    expect(kindOf(await books.send('customer', requestIn(built)))).toBe('waiting name_taken');
  });

  it.each([
    ['customer', 'USD'],
    ['item', 'standard'],
  ])('where a person has made a %s of that name: it is linked, and stays theirs', async (target, part) => {
    const event = pushedEvent({ id: 'event-3', name: 'Rival' });
    const request = requestIn(await books.build(target, event, [], null, {}, part, 'event-3'));
    const { Notes: _notes, Sku: _sku, ...fields } = bodyOf({ kind: 'request', request });
    await books.raw(target, fields);
    expect((await books.send(target, request)).kind).toBe('exists');
    const found = await books.find(target, request, books.reference(target, 'event-3', part));
    expect(found).toMatchObject({ kind: 'found', known: { origin: 'adopted' } });
  });

  it('where our own customer has the name', async () => {
    const { request, known } = books.listed[0]!;
    expect(await books.send('customer', { ...request, path: `${request.path}2` })).toEqual({
      kind: 'exists',
      externalId: known!.externalId,
    });
    const item = books.listed.at(-1)!;
    expect(await books.send('item', { ...item.request, path: `${item.request.path}2` })).toEqual({ kind: 'exists' });
    expect(await books.find('item', item.request, item.reference)).toMatchObject({
      known: { externalId: item.known!.externalId },
    });
  });

  it('where the company taxes what it is told', async () => {
    await books.set({ automatedSalesTax: true, salesTaxPercent: 8.25 });
    expect((await books.post('sale', pushedPayment())).outcome).toMatchObject({
      kind: 'done',
      amounts: { total: '27' },
    });
  });

  it('where documents have no numbers of their own', async () => {
    await books.set({ customTxnNumbers: false });
    // Preferences are read once a day. The first document that gets another number makes them read again.
    expect((await books.post('sale', pushedPayment())).outcome).toMatchObject({
      kind: 'done',
      amounts: { total: '27' },
    });
    expect(decisionOf(await books.build('sale', pushedPayment({ id: 'payment-2' })))).toBe('waiting docnumbers_off');
    expect(await books.choices('sale', 'depositTo')).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ unavailable: expect.stringContaining('custom transaction numbers') as unknown }),
      ]),
    );
  });

  it.each(['replaced', 'kept'])(
    'where that was switched off meanwhile, and the answer was lost (%s)',
    async (sentNumber) => {
      const request = requestIn(await books.build('sale', pushedPayment()));
      await books.set({ customTxnNumbers: false, sentNumber });
      await books.fault({ kind: 'applyThenReset', path: '**/salesreceipt' });
      expect((await books.send('sale', request)).kind).toBe('unknown');
      expect(await books.find('sale', request, books.reference('sale', 'payment-1'))).toMatchObject({
        kind: 'found',
        known: { amounts: request.expects },
      });
    },
  );

  it('where the plan has ended, or the user may not', async () => {
    await books.set({ refusal: '6190' });
    expect(kindOf((await books.post('sale', pushedPayment())).outcome)).toBe('waiting plan_limit');
    await books.set({ refusal: '120' });
    await expect(books.post('sale', pushedPayment(), [], null, 'hagain')).rejects.toMatchObject({
      code: 'provider_permission_denied',
    });
  });

  it('in another currency, or not at all', async () => {
    const inEuros: Partial<PushedPayment> = { currency: 'EUR', eventId: null };
    const payment = pushedPayment({ ...inEuros, id: 'payment-eur', lines: null });
    expect((await books.post('sale', payment)).outcome).toMatchObject({
      kind: 'done',
      amounts: { currency: 'EUR', total: '27' },
    });
    const single = await Books.open(stand, { multicurrency: false });
    expect(decisionOf(await single.build('sale', payment))).toBe('waiting currency_not_enabled');
  });
});

describe('A tax that is told', () => {
  const options = { sale: { tax: 'override' } };

  it('stands to the cent, whatever the company would compute, in sales and refunds', async () => {
    await books.set({ automatedSalesTax: true, salesTaxPercent: 8.25 });
    await books.listEvent();
    const sale = await books.post('sale', pushedPayment(), [], null, 'h', options);
    expect(sale.outcome).toMatchObject({ kind: 'done', amounts: { total: '27' } });
    expect(sale.known?.object).toMatchObject({ TotalAmt: 27, TxnTaxDetail: { TotalTax: 2 } });
    const refund = await books.post('refund', pushedRefund(), [pushedPayment()], null, 'h', options);
    expect(refund.outcome).toMatchObject({ kind: 'done', amounts: { total: '9' } });
    expect(refund.known?.object).toMatchObject({ TxnTaxDetail: { TotalTax: 0.67 } });
    const writes = await books.writes();
    expect(writes.slice(-2).map(({ body }) => body.text)).toEqual(
      [sale, refund].map(({ request }) => request.body.toString()),
    );
    expect(await books.build('sale', pushedPayment(), [], sale.known)).toEqual({ kind: 'nothing' });
    expect(await books.problems()).toEqual([]);
    const voided = await books.post('sale', pushedPayment({ status: 'failed' }), [], sale.known, 'h', options);
    expect(voided.outcome).toMatchObject({ kind: 'done', amounts: { total: '0' } });
  });

  it('waits until the company has automated tax, and the choice says so', async () => {
    await books.listEvent();
    const decision = async () => decisionOf(await books.build('sale', pushedPayment(), [], null, options));
    const unavailable = async () => (await books.choices('sale', 'tax')).map((choice) => choice.unavailable);
    expect(await decision()).toBe('waiting account');
    expect(await unavailable()).toEqual([undefined, expect.stringContaining('automated sales tax')]);
    await books.set({ automatedSalesTax: true });
    expect(await decision()).toBe('request');
    expect(await unavailable()).toEqual([undefined, undefined]);
  });
});

describe('The customer of a venue', () => {
  const options = { sale: { customer: 'venue' } };
  const open = (key = 'h') =>
    books.post('venue_customer', pushedEvent(), [], null, key, options, { subject: 'venue-1', part: 'USD' });

  it('is one of all its events, in sales and refunds, and is found again', async () => {
    await books.listEvent();
    const { outcome, known, request, reference } = await open();
    expect(outcome.kind).toBe('done');
    expect(known?.object).toMatchObject({ DisplayName: bodyOf({ kind: 'request', request }).DisplayName });
    expect(await books.find('venue_customer', request, reference)).toMatchObject({
      kind: 'found',
      known: { externalId: known!.externalId, origin: 'created' },
    });
    expect((await open('hother')).outcome).toEqual({ kind: 'exists', externalId: known!.externalId });
    const sale = await books.post('sale', pushedPayment(), [], null, 'h', options);
    const refund = await books.post('refund', pushedRefund(), [pushedPayment()], null, 'h', options);
    for (const { known: document } of [sale, refund]) {
      expect(document?.object).toMatchObject({ CustomerRef: { value: known!.externalId } });
    }
  });

  it('does not move documents that are posted: those keep the customer that they have', async () => {
    await books.listEvent();
    const { known } = await books.post('sale', pushedPayment());
    await open();
    expect(await books.build('sale', pushedPayment(), [], known, options)).toEqual({ kind: 'nothing' });
  });

  it('waits where a vendor has its name', async () => {
    const built = await books.build('venue_customer', pushedEvent(), [], null, options, 'USD', 'venue-1');
    await books.vendor(String(bodyOf(built).DisplayName));
    expect(kindOf((await open()).outcome)).toBe('waiting name_taken');
  });
});

describe('The customer of a buyer', () => {
  const options = { sale: { customer: 'buyer' } };
  const key = { target: 'buyer_customer', subject: 'usr_9', part: 'USD' };
  const ada = { id: 'usr_9', email: 'ada@example.org', name: 'Ada Example' };
  const bought = (customer: object = ada) => pushedPayment({ customer: { ...ada, ...customer } });
  const open = (operation = 'h', customer: object = {}) =>
    books.post(key.target, bought(customer), [], null, operation, options, key);

  it('is another one for each, whoever else has the name, and is named by documents', async () => {
    await books.listEvent();
    await books.vendor('Ada Example');
    const { known, request, reference } = await open();
    expect(known?.object).toMatchObject({ PrimaryEmailAddr: { Address: 'ada@example.org' } });
    expect(await books.find(key.target, request, reference)).toMatchObject({
      kind: 'found',
      known: { externalId: known!.externalId, origin: 'created' },
    });
    const bob = { ...key, subject: 'usr_10' };
    const other = await books.post(key.target, bought({ id: 'usr_10' }), [], null, 'h', options, bob);
    expect(other.outcome.kind).toBe('done');
    const sale = await books.post('sale', bought(), [], null, 'h', options);
    expect(sale.known?.object).toMatchObject({ CustomerRef: { value: known!.externalId } });
    expect((await open('hother')).outcome).toEqual({ kind: 'exists', externalId: known!.externalId });
  });

  it('says that a repeated key has made it under another name', async () => {
    const { known } = await open();
    const { outcome } = await open('h', { name: 'Ada King' });
    expect(outcome).toMatchObject({ kind: 'done', externalId: known!.externalId, isEarlier: true });
  });

  it('is found under another name', async () => {
    expect(await books.adoptable(key.target, bought(), key)).toEqual({ kind: 'absent' });
    const { known } = await open();
    const found = { kind: 'found', known: { externalId: known!.externalId, origin: 'created' } };
    expect(await books.adoptable(key.target, bought({ name: 'Ada King' }), key)).toMatchObject(found);
    expect(await books.adoptable(key.target, bought(), { ...key, subject: 'usr_10' })).toEqual({ kind: 'absent' });
  });

  it.each([true, false])(
    'keeps nothing of somebody who is forgotten, whether or not it is active: %s',
    async (Active) => {
      const { known } = await open();
      const { externalId: Id, externalVersion: SyncToken } = known!;
      const entered = { GivenName: 'Ada', PrimaryPhone: { FreeFormNumber: '123' }, Active };
      await books.raw('customer', { Id, SyncToken, sparse: true, ...entered });
      const read = await books.read(key.target, known!);
      const cleared = await books.forget(key, bought(), read, options);
      expect(cleared.kind).toBe('done');
      const { object } = (await books.read(key.target, known!))!;
      expect(JSON.stringify(object)).not.toMatch(/\bada\b|123/i);
      expect(object).toMatchObject({ Active: true, DisplayName: expect.stringMatching(/^Buyer \[/) });
    },
  );
});

describe('What can be chosen', () => {
  it.each([
    ['sale', 'depositTo', ['Checking', 'Savings']],
    ['item', 'incomeAccount', ['Ticket Sales', 'Service Fees']],
  ])('for %s.%s are the accounts of its type', async (rule, option, names) => {
    const choices = await books.choices(rule, option);
    expect(choices.map(({ name }) => name.replace(/ \(USD\)$/, ''))).toEqual(expect.arrayContaining(names));
    const usable = choices.filter(({ name }) => !name.startsWith('Undeposited Funds'));
    expect(usable.every(({ unavailable }) => unavailable === undefined)).toBe(true);
    expect(choices.map(({ name }) => name)).not.toContain('Merchant Fees (USD)');
  });

  it('for sale.depositTo is no account that waits for deposits', async () => {
    const choices = await books.choices('sale', 'depositTo');
    expect(choices.filter(({ name }) => name.startsWith('Undeposited Funds'))).toEqual([
      expect.objectContaining({ unavailable: expect.stringContaining('Choose a clearing account') as unknown }),
    ]);
  });

  it('for items, classes and words', async () => {
    expect((await books.choices('sale', 'taxItem')).length).toBeGreaterThan(0);
    expect((await books.choices('sale', 'class')).length).toBeGreaterThan(0);
    expect(await books.choices('sale', 'closedPeriod')).toEqual([
      { id: 'hold', name: 'hold' },
      { id: 'nextOpenDay', name: 'nextOpenDay' },
    ]);
  });
});
