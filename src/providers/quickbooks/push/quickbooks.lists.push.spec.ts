import { beforeAll, describe, expect, it } from '@jest/globals';
import type { KnownObject, PushIntent } from '../../push.port.js';
import {
  chosenRules,
  customerKey,
  FACTS,
  intentOf,
  itemKey,
  KEY,
  pushedEvent,
  pushedRefund,
  REFERENCE,
} from '../testing/pushed.builders.js';
import { bodyOf, decisionOf, pushPort, requestIn } from '../testing/push.port.js';
import type { QuickBooksPush } from './quickbooks.push.js';
import type { PushedEvent, PushedPayment } from './quickbooks.pushed-items.js';

let push: QuickBooksPush;
beforeAll(() => {
  push = pushPort();
});

const KNOWN: KnownObject = { externalId: '9', externalVersion: '2', object: null, origin: 'created' };

describe('The customer of an event', () => {
  const build = (event: Partial<PushedEvent> = {}, more: Partial<PushIntent> = {}, known: KnownObject | null = null) =>
    push.build({ ...intentOf('customer', [pushedEvent(event)], more), ...customerKey(more.part) }, known, KEY);

  it('is named after it, its day there, and our reference', () => {
    expect(bodyOf(build({}, { part: 'EUR' }))).toEqual({
      DisplayName: 'Summer Gala 2026-07-01 [abcdef]',
      Notes: `hub:${REFERENCE} event-1`,
      CurrencyRef: { value: 'EUR' },
    });
  });

  it.each([
    ['Gala: part\ttwo', 'Gala part two 2026-07-01 [abcdef]'],
    ['x'.repeat(200), `${'x'.repeat(91)} [abcdef]`],
    [`${'x'.repeat(90)}🎟`, `${'x'.repeat(90)} [abcdef]`],
  ])('has a name that QuickBooks takes: %s', (name, expected) => {
    expect(bodyOf(build({ name })).DisplayName).toBe(expected);
  });

  it('follows its name, by its version there', () => {
    const request = requestIn(build({ name: 'Winter Gala' }, {}, KNOWN));
    expect(request.kind).toBe('update');
    expect(JSON.parse(request.body.toString())).toEqual({
      Id: '9',
      SyncToken: '2',
      sparse: true,
      DisplayName: 'Winter Gala 2026-07-01 [abcdef]',
    });
    expect(request.content).toBe(requestIn(build({ name: 'Winter Gala' })).content);
  });

  it.each<[string, () => ReturnType<typeof build>, string]>([
    ['of a draft', () => build({ status: 'DRAFT' }), 'skipped status'],
    ['of an event that is cancelled', () => build({ status: 'CANCELLED' }, {}, KNOWN), 'request'],
    [
      'that was made inactive',
      () => build({}, {}, { ...KNOWN, object: { Id: '9', Active: false } }),
      'waiting account_missing',
    ],
    ['of somebody else', () => build({}, {}, { ...KNOWN, origin: 'adopted' }), 'nothing'],
    [
      'in a currency that the company does not keep',
      () => build({}, { part: 'EUR', facts: { ...FACTS, multicurrency: false } }),
      'waiting currency_not_enabled',
    ],
  ])('%s', (_, built, expected) => {
    expect(decisionOf(built())).toBe(expected);
  });
});

describe('The customer of a venue', () => {
  const key = { target: 'venue_customer', subject: 'venue-1', part: 'USD' };
  const build = (events: Partial<PushedEvent>[], more: Partial<PushIntent> = {}, known: KnownObject | null = null) =>
    push.build({ ...intentOf(key.target, events.map(pushedEvent), more), ...key }, known, KEY);

  it('is named after its id and our reference, whatever its events are called', () => {
    const request = requestIn(build([{}, { id: 'event-2', name: 'Winter Gala' }]));
    expect(JSON.parse(request.body.toString())).toEqual({
      DisplayName: 'venue-1 [abcdef]',
      Notes: `hub:${REFERENCE} venue-1`,
      CurrencyRef: { value: 'USD' },
    });
    expect(requestIn(build([{ id: 'event-3', name: 'Other' }])).body.equals(request.body)).toBe(true);
    expect(requestIn(build([{}], {}, KNOWN)).content).toBe(request.content);
  });

  it.each<[string, () => ReturnType<typeof build>, string]>([
    ['of drafts only', () => build([{ status: 'DRAFT' }, { id: 'event-2', status: 'REVIEW' }]), 'skipped status'],
    ['with one event that is approved', () => build([{ status: 'DRAFT' }, { id: 'event-2' }]), 'request'],
    ['that all events have left', () => build([], {}, KNOWN), 'nothing'],
    ['of somebody else', () => build([{}], {}, { ...KNOWN, origin: 'adopted' }), 'nothing'],
    [
      'that was made inactive',
      () => build([{}], {}, { ...KNOWN, object: { Id: '9', Active: false } }),
      'waiting account_missing',
    ],
  ])('%s', (_, built, expected) => {
    expect(decisionOf(built())).toBe(expected);
  });
});

describe('The item of a ticket type', () => {
  const build = (event: Partial<PushedEvent> = {}, more: Partial<PushIntent> = {}, known: KnownObject | null = null) =>
    push.build({ ...intentOf('item', [pushedEvent(event)], more), ...itemKey('vip') }, known, KEY);

  it('is a service with the account that is chosen', () => {
    expect(bodyOf(build())).toEqual({
      Name: 'Summer Gala VIP [abcdef]',
      Sku: `hub-${REFERENCE}`,
      Type: 'Service',
      IncomeAccountRef: { value: '11' },
      Taxable: false,
    });
  });

  it('waits while it is inactive, and has no blank at the start of its name', () => {
    const inactive = { ...KNOWN, object: { Id: '9', Name: 'VIP', Active: false } };
    expect(decisionOf(build({}, {}, inactive))).toBe('waiting account_missing');
    const types = [{ id: 'vip', name: ':', priceMinor: 100, currency: 'USD' }];
    expect(bodyOf(build({ name: ':', ticketTypes: types })).Name).toBe('[abcdef]');
  });

  it('waits for the account', () => {
    expect(decisionOf(build({}, { rules: chosenRules({ item: { incomeAccount: null } }) }))).toBe('waiting account');
  });

  it('stays active when its event is over, since refunds name it', () => {
    expect(bodyOf(build({ status: 'COMPLETED' }, {}, KNOWN))).not.toHaveProperty('Active');
  });
});

describe('The journal entry of a refund that has failed', () => {
  const TAKEN_BACK = { total: '9', currency: 'USD', accountId: '10' };
  const links = new Map([['["refund","refund-1",""]', '77']]);
  const build = (
    refund: Partial<PushedPayment> = {},
    more: Partial<PushIntent> = {},
    known: KnownObject | null = null,
  ) => push.build(intentOf('journal', [pushedRefund({ status: 'failed', ...refund })], { links, ...more }), known, KEY);

  it('returns the amount to the clearing account, on the day of the news', () => {
    const built = build();
    expect(bodyOf(built)).toMatchObject({ DocNumber: 'ORD-2026-0-abcdefghij', TxnDate: '2026-07-03' });
    const lines = bodyOf(built).Line as { Amount: number; JournalEntryLineDetail: unknown }[];
    expect(lines.map(({ Amount, JournalEntryLineDetail }) => [Amount, JournalEntryLineDetail])).toEqual([
      [9, { PostingType: 'Debit', AccountRef: { value: '10' } }],
      [9, { PostingType: 'Credit', AccountRef: { value: '12' } }],
    ]);
    expect(requestIn(built).expects).toEqual({ total: '9', currency: 'USD', date: '2026-07-03' });
  });

  it('returns it to the account that the receipt names, if that was read', () => {
    const facts = { ...FACTS, takenBack: { ...TAKEN_BACK, currency: null, accountId: '99' } };
    expect(bodyOf(build({}, { facts })).Line).toMatchObject([
      { JournalEntryLineDetail: { PostingType: 'Debit', AccountRef: { value: '99' } } },
      {},
    ]);
  });

  it.each<[string, () => ReturnType<typeof build>, string]>([
    [
      'stands where the refund succeeds after all',
      () => build({}, { items: [], former: [pushedRefund()] }, KNOWN),
      'dead amount_changed',
    ],
    [
      'of a refund that is tried again is left',
      () => build({}, { items: [], former: [pushedRefund({ status: 'pending' })] }, KNOWN),
      'nothing',
    ],
    [
      'waits where the preferences cannot be read',
      () => build({}, { facts: { refusal: 'No.' } }),
      'waiting permission',
    ],
    [
      'takes back no receipt that is gone',
      () => build({}, { facts: { ...FACTS, takenBack: null } }),
      'waiting object_gone',
    ],
    [
      'takes back no other amount than that of the receipt',
      () => build({}, { facts: { ...FACTS, takenBack: { ...TAKEN_BACK, total: '8' } } }),
      'dead amount_changed',
    ],
    ['is not posted where the refund was not', () => build({}, { links: new Map() }), 'skipped status'],
    ['is posted once', () => build({}, {}, KNOWN), 'nothing'],
    [
      'is not adopted with another amount',
      () => build({}, {}, { ...KNOWN, object: { TotalAmt: 8 } }),
      'dead amount_changed',
    ],
    [
      'waits for its account',
      () => build({}, { rules: chosenRules({ reversal: { reversalAccount: null } }) }),
      'waiting account',
    ],
  ])('%s', (_, built, expected) => {
    expect(decisionOf(built())).toBe(expected);
  });
});
