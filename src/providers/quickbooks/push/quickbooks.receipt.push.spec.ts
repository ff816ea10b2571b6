import { beforeAll, describe, expect, it } from '@jest/globals';
import type { KnownObject, PushIntent } from '../../push.port.js';
import type { Json } from '../../provider.values.js';
import { chosenRules, FACTS, intentOf, KEY, pushedPayment, REFERENCE } from '../testing/pushed.builders.js';
import { bodyOf, decisionOf, pushPort, requestIn } from '../testing/push.port.js';
import { linesOf, posted } from '../testing/receipt.reading.js';
import type { QuickBooksPush } from './quickbooks.push.js';
import type { PushedPayment } from './quickbooks.pushed-items.js';

let push: QuickBooksPush;
beforeAll(() => {
  push = pushPort();
});

type Options = Readonly<Record<string, Json>>;

const build = (
  payment: Partial<PushedPayment> = {},
  more: Partial<PushIntent> = {},
  known: KnownObject | null = null,
) => push.build(intentOf('sale', [pushedPayment(payment)], more), known, KEY);
const withOptions = (sale: Options): Partial<PushIntent> => ({ rules: chosenRules({ sale }) });
describe('A sales receipt', () => {
  it('says what was sold, to the cent, and cannot be made twice', () => {
    const request = requestIn(build());
    expect(request).toMatchObject({
      kind: 'create',
      method: 'POST',
      path: `/salesreceipt?minorversion=75&requestid=${KEY}`,
      expects: { total: '27', currency: 'USD', date: '2026-06-29' },
    });
    expect(request.body.toString()).toBe(
      '{"DocNumber":"ORD-2026-0-abcdefghij","TxnDate":"2026-06-29","CurrencyRef":{"value":"USD"},"CustomerRef":{"value":"C-USD"},' +
        '"DepositToAccountRef":{"value":"10"},"PaymentRefNum":"pi_3","Line":[{"Amount":25,"DetailType":"SalesItemLineDetail",' +
        '"Description":"Standard","SalesItemLineDetail":{"ItemRef":{"value":"I-standard"},"Qty":2,"UnitPrice":12.5,"TaxCodeRef":{"value":"NON"}}},' +
        '{"Amount":2,"DetailType":"SalesItemLineDetail","Description":"Tax","SalesItemLineDetail":{"ItemRef":{"value":"20"},"Qty":1,"UnitPrice":2,' +
        '"TaxCodeRef":{"value":"NON"}}}],"TxnTaxDetail":{"TotalTax":0},' +
        `"PrivateNote":"hub:${REFERENCE} ORD-2026-000123\\nSummer Gala"}`,
    );
  });

  it('is the same for the same input', () => {
    expect(requestIn(build()).body.equals(requestIn(build()).body)).toBe(true);
  });

  it.each<[string, Partial<PushIntent>, string]>([
    [
      'names no currency',
      { facts: { ...FACTS, multicurrency: false, homeCurrency: null } },
      'waiting currency_not_enabled',
    ],
    ['numbers documents itself', { facts: { ...FACTS, customNumbers: false } }, 'waiting docnumbers_off'],
  ])('waits where the company %s', (_, more, expected) => {
    expect(decisionOf(build({}, more))).toBe(expected);
  });

  it.each<[string, Partial<PushedPayment>, string]>([
    ['pending', { status: 'pending' }, 'skipped status'],
    ['failed', { status: 'failed' }, 'skipped status'],
    ['of a test', { test: true }, 'skipped test'],
    ['of nothing', { amountMinor: 0, taxMinor: 0, lines: null }, 'skipped free'],
    ['refunded since', { status: 'refunded' }, 'request'],
    ['refunded in part', { status: 'partially_refunded' }, 'request'],
    ['whose lines do not add up', { amountMinor: 2_701 }, 'dead lines_do_not_add_up'],
    ['too large', { amountMinor: 1_000_000_000_000, lines: null, taxMinor: 0 }, 'dead amount_out_of_range'],
    [
      'in four decimals',
      { amountMinor: 1, lines: null, taxMinor: 0, currency: 'CLF', eventId: null },
      'dead currency_unknown',
    ],
  ])('of a payment %s', (_, payment, expected) => {
    expect(decisionOf(build(payment))).toBe(expected);
  });

  it.each<[string, Partial<PushIntent>, string]>([
    ['numbers its documents itself', { facts: { ...FACTS, customNumbers: false } }, 'waiting docnumbers_off'],
    ['was not asked', { facts: undefined }, 'waiting docnumbers_off'],
    ['lets no one in', { facts: { refusal: 'No.' } }, 'waiting permission'],
    [
      'keeps one other currency',
      { facts: { ...FACTS, multicurrency: false, homeCurrency: 'EUR' } },
      'waiting currency_not_enabled',
    ],
    ['has no account chosen', withOptions({ depositTo: null }), 'waiting account'],
    ['has none chosen for the provider', withOptions({ depositTo: { square: '1', EUR: '2' } }), 'waiting account'],
    ['has no item of the tax chosen', withOptions({ taxItem: null }), 'waiting account'],
    ['has no customer yet', { links: new Map() }, 'waiting dependency'],
    ['is posted to from a later day', withOptions({ postFrom: '2026-07-01' }), 'skipped before_start'],
    [
      'tracks no classes',
      { ...withOptions({ class: '5' }), facts: { ...FACTS, classTracking: 'off' } },
      'waiting account',
    ],
  ])('of a company that %s', (_, more, expected) => {
    expect(decisionOf(build({}, more))).toBe(expected);
  });

  it.each<[Json, string]>([
    ['1', '1'],
    [{ 'stripe/USD': '2', stripe: '3', USD: '4', default: '5' }, '2'],
    [{ stripe: '3', USD: '4' }, '3'],
    [{ USD: '4', default: '5' }, '4'],
    [{ EUR: '4', default: '5' }, '5'],
  ])('is put into the account that is chosen: %j', (depositTo, expected) => {
    expect(bodyOf(build({}, withOptions({ depositTo }))).DepositToAccountRef).toEqual({ value: expected });
  });

  it('names no currency in a company that has one only', () => {
    expect(bodyOf(build({}, { facts: { ...FACTS, multicurrency: false } }))).not.toHaveProperty('CurrencyRef');
  });

  it('has the class of its venue where the company tracks it', () => {
    const chosen = withOptions({ class: { 'venue-1': '5', 'venue-2': '6' } });
    const detail = ({ Line: lines }: Record<string, unknown>) =>
      (lines as [{ SalesItemLineDetail: unknown }])[0].SalesItemLineDetail;
    expect(detail(bodyOf(build({}, chosen)))).toMatchObject({ ClassRef: { value: '5' } });
    const whole = bodyOf(
      build({ venueId: 'venue-2' }, { ...chosen, facts: { ...FACTS, classTracking: 'transaction' } }),
    );
    expect(whole.ClassRef).toEqual({ value: '6' });
    expect(detail(whole)).not.toHaveProperty('ClassRef');
  });

  it('has an item for each type of line', () => {
    const lines = [
      { description: 'Seat', quantity: 3, unitAmountMinor: 333, ticketTypeId: 'standard' },
      {
        type: 'discount' as const,
        description: 'Early bird',
        quantity: 1,
        unitAmountMinor: -99,
        ticketTypeId: 'standard',
      },
      { type: 'fee' as const, description: 'Booking fee', quantity: 1, unitAmountMinor: 150 },
      { description: 'Door', quantity: 1, unitAmountMinor: 50 },
    ];
    const payment = { lines, amountMinor: 1_100, taxMinor: null };
    expect(linesOf(build(payment))).toEqual([
      ['I-standard', 3, 3.33, 9.99],
      ['I-standard', 1, -0.99, -0.99],
      ['21', 1, 1.5, 1.5],
      ['22', 1, 0.5, 0.5],
    ]);
    expect(linesOf(build(payment, withOptions({ items: 'one', discountItem: '23' }))).map(([item]) => item)).toEqual([
      '22',
      '23',
      '21',
      '22',
    ]);
    expect(linesOf(build(payment, withOptions({ items: 'event' }))).map(([item]) => item)).toEqual([
      'I-',
      'I-',
      '21',
      'I-',
    ]);
    const tip = {
      lines: [{ type: 'tip' as const, description: 'Tip', quantity: 1, unitAmountMinor: 5 }],
      amountMinor: 5,
      taxMinor: 0,
    };
    expect(decisionOf(build(tip))).toBe('waiting account');
  });

  it('is of the day in the zone of the event, or in that of the rule', () => {
    const other = { ...withOptions({ timezone: 'Asia/Tokyo' }), related: [] };
    expect(bodyOf(build({}, other)).TxnDate).toBe('2026-06-30');
  });

  it('of a closed day is sent as it is, or moved to the first open day', () => {
    const facts = { ...FACTS, closedUntil: '2026-06-30' };
    expect(bodyOf(build({}, { facts })).TxnDate).toBe('2026-06-29');
    const moved = build({}, { facts, ...withOptions({ closedPeriod: 'nextOpenDay' }) });
    expect(requestIn(moved).expects?.date).toBe('2026-07-01');
    expect(bodyOf(moved)).toMatchObject({
      TxnDate: '2026-07-01',
      PrivateNote: expect.stringContaining('Of 2026-06-29') as unknown,
    });
  });

  it('notes what its fields have no room for', () => {
    const body = bodyOf(build({ providerPaymentId: 'pi_3NabcdefghijklmnopqrstuvW' }));
    expect(body).not.toHaveProperty('PaymentRefNum');
    expect(body.PrivateNote).toContain('stripe pi_3NabcdefghijklmnopqrstuvW');
  });
});

describe('A posted sales receipt', () => {
  const known = () => posted(build());

  it('stays as it is', () => {
    expect(build({ status: 'refunded' }, {}, known())).toEqual({ kind: 'nothing' });
    expect(build({ status: 'pending' }, {}, known())).toEqual({ kind: 'nothing' });
  });

  it('has its note follow the payment, after what others have written', () => {
    const noted = posted(build(), { PrivateNote: `Call them.\nhub:${REFERENCE} old` });
    const request = requestIn(build({}, {}, noted));
    expect(request).toMatchObject({ kind: 'update', expects: { total: '27', currency: 'USD', date: '2026-06-29' } });
    expect(JSON.parse(request.body.toString())).toEqual({
      Id: '7',
      SyncToken: '3',
      sparse: true,
      PrivateNote: `Call them.\nhub:${REFERENCE} ORD-2026-000123\nSummer Gala`,
      PaymentRefNum: 'pi_3',
    });
  });

  it.each<[string, Partial<PushedPayment>, Record<string, unknown>]>([
    [
      'another amount',
      {
        amountMinor: 2_600,
        taxMinor: 100,
        lines: [{ description: 'S', quantity: 2, unitAmountMinor: 1_250, taxMinor: 100, ticketTypeId: 'standard' }],
      },
      {},
    ],
    ['another currency', { currency: 'EUR', eventId: null }, {}],
    ['another day', { occurredAt: '2026-06-30T23:00:00Z' }, {}],
    [
      'other lines',
      {
        lines: [
          { description: 'S', quantity: 1, unitAmountMinor: 2_500, taxMinor: 200, ticketTypeId: 'standard' },
          { description: 'T', quantity: 1, unitAmountMinor: 0, ticketTypeId: 'vip' },
        ],
      },
      {},
    ],
    ['an edit of somebody', {}, { TotalAmt: 28 }],
    ['a void of somebody', {}, { TotalAmt: 0 }],
  ])('is not changed for %s', (_, payment, edit) => {
    const rules = chosenRules({ sale: { ticketItem: '22' } });
    expect(decisionOf(build(payment, { rules }, posted(build(), edit)))).toBe('dead amount_changed');
  });

  it('may have been moved by the books that were closed then', () => {
    const rules = withOptions({ closedPeriod: 'nextOpenDay' });
    const moved = posted(build({}, rules), { TxnDate: '2026-07-01' });
    const byUs = posted(build({}, { ...rules, facts: { ...FACTS, closedUntil: '2026-06-30' } }));
    // The books were opened since, or such days are to be held from now on: it stays where it was posted, and says why.
    expect(build({}, rules, byUs)).toEqual({ kind: 'nothing' });
    expect(build({}, {}, byUs)).toEqual({ kind: 'nothing' });
    expect(decisionOf(build({}, { ...rules, facts: { ...FACTS, closedUntil: '2026-07-31' } }, moved))).not.toBe(
      'dead amount_changed',
    );
    expect(decisionOf(build({}, {}, moved))).toBe('dead amount_changed');
  });

  it.each<[string, Partial<PushedPayment>]>([
    ['nothing was paid', { amountMinor: 0, taxMinor: 0, lines: null }],
    ['it was a test', { test: true }],
    ['it was paid on another day', { occurredAt: '2026-05-01T12:00:00Z' }],
  ])('is for a person where its payment says by now that %s', (_, payment) => {
    const rules = withOptions({ postFrom: '2026-06-01T00:00:00Z' });
    expect(decisionOf(build(payment, rules, posted(build())))).toBe('dead amount_changed');
    expect(build(payment, rules, posted(build(), { TotalAmt: 0 }))).toEqual({ kind: 'nothing' });
  });

  it('stays where another day was chosen since, from which sales are posted', () => {
    expect(build({}, withOptions({ postFrom: '2026-07-01T00:00:00Z' }), known())).toEqual({ kind: 'nothing' });
  });

  it('is for a person where its payment is of another type by now, and not where it is of another venue', () => {
    const payment = pushedPayment({ type: 'fee' });
    const left = (more: object) => build({}, { items: [], former: [{ ...payment, ...more }] }, known());
    expect(decisionOf(left({}))).toBe('dead amount_changed');
    expect(left({ isOfOtherVenue: true })).toEqual({ kind: 'nothing' });
  });

  it('of somebody else is not voided', () => {
    const theirs = { ...posted(build(), { PrivateNote: 'by hand' }), origin: 'adopted' as const };
    expect(decisionOf(build({ status: 'failed' }, {}, theirs))).toBe('dead amount_changed');
  });

  it('is voided when its payment fails after all, once', () => {
    const request = requestIn(build({ status: 'failed' }, {}, known()));
    expect(request).toMatchObject({
      kind: 'archive',
      path: `/salesreceipt?operation=update&include=void&minorversion=75&requestid=${KEY}`,
      expects: { total: '0', currency: 'USD', date: '2026-06-29' },
    });
    expect(JSON.parse(request.body.toString())).toEqual({ Id: '7', SyncToken: '3', sparse: true });
    expect(build({ status: 'failed' }, {}, posted(build(), { TotalAmt: 0 }))).toEqual({ kind: 'nothing' });
  });
});
