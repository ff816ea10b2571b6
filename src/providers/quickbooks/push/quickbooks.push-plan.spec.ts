import { describe, expect, it } from '@jest/globals';
import type { PushedItem, Rules } from '../../push.port.js';
import { chosenRules, pushedEvent, pushedPayment, pushedRefund } from '../testing/pushed.builders.js';
import { neededBy, planForQuickBooks } from './quickbooks.push-plan.js';
import type { PushedPayment } from './quickbooks.pushed-items.js';

const names = (keys: readonly { target: string; subject: string; part: string; withinSeconds?: number }[]) =>
  keys.map(({ target, subject, part, withinSeconds }) =>
    [target, subject, part, withinSeconds].filter((word) => word !== '' && word !== undefined).join(' '),
  );
const planned = (item: PushedItem, rules: Rules = chosenRules()) => names(planForQuickBooks(item, rules));
const needed = (target: string, item: PushedItem, related: PushedItem[], rules: Rules = chosenRules()) =>
  names(neededBy([item], related, { target, subject: item.platformId, part: '' }, rules));
const off = (...rules: string[]): Rules =>
  new Map([...chosenRules()].map(([name, rule]) => [name, { ...rule, enabled: !rules.includes(name) }]));

describe('What is wanted in the books', () => {
  it('of an event is a customer for each currency, and an item for each ticket type', () => {
    const inEuros = { id: 'eu', name: 'EU', priceMinor: 100, currency: 'EUR' };
    const both = {
      ticketTypes: [{ ...inEuros, id: 'us', name: 'US', currency: 'USD' }, inEuros, { ...inEuros, id: 'eu2' }],
    };
    expect(planned(pushedEvent(both))).toEqual([
      'customer event-1 EUR',
      'customer event-1 USD',
      'item event-1 us',
      'item event-1 eu',
      'item event-1 eu2',
    ]);
    expect(planned(pushedEvent(), chosenRules({ sale: { items: 'event', customer: 'none' } }))).toEqual([
      'item event-1',
    ]);
    expect(planned(pushedEvent(), chosenRules({ sale: { items: 'one' } }))).toEqual(['customer event-1 USD']);
  });

  it('of events at one venue is one customer of the venue, where that is chosen', () => {
    const rules = chosenRules({ sale: { customer: 'venue', items: 'one' } });
    expect(planned(pushedEvent(), rules)).toEqual(['venue_customer venue-1 USD']);
    expect(planned(pushedEvent({ id: 'event-2' }), rules)).toEqual(['venue_customer venue-1 USD']);
  });

  it('of a payment is its buyer too, where that is chosen, and of an event its customer for the others', () => {
    const rules = chosenRules({ sale: { customer: 'buyer', items: 'one' } });
    const customer = { id: 'usr_9', email: 'ada@example.org' };
    expect(planned(pushedPayment({ customer }), rules)).toEqual(['buyer_customer usr_9 USD', 'sale payment-1']);
    expect(planned(pushedRefund({ customer, status: 'failed' }), rules)).toEqual([
      'buyer_customer usr_9 USD',
      'refund refund-1',
      'journal refund-1',
    ]);
    expect(planned(pushedPayment(), rules)).toEqual(['sale payment-1']);
    expect(planned(pushedPayment({ customer, type: 'payout' }), rules)).toEqual([]);
    expect(planned(pushedPayment({ customer }))).toEqual(['sale payment-1']);
    expect(planned(pushedEvent(), rules)).toEqual(['customer event-1 USD']);
  });

  it('of payments is a receipt, and a journal entry for a refund that has failed', () => {
    expect(planned(pushedPayment())).toEqual(['sale payment-1']);
    expect(planned(pushedPayment({ status: 'failed' }))).toEqual(['sale payment-1']);
    expect(planned(pushedRefund())).toEqual(['refund refund-1']);
    expect(planned(pushedRefund({ status: 'failed' }))).toEqual(['refund refund-1', 'journal refund-1']);
    expect(planned(pushedPayment({ type: 'payout' }))).toEqual([]);
    expect(planned(pushedPayment({ type: 'fee' }))).toEqual([]);
  });

  it('of contacts and tickets is nothing', () => {
    for (const entity of ['contacts', 'tickets']) {
      expect(planned({ ...pushedPayment(), entity } as PushedItem)).toEqual([]);
    }
  });
});

describe('What a document needs', () => {
  it('is the customer of its event and the items of its lines', () => {
    expect(needed('sale', pushedPayment(), [])).toEqual(['customer event-1 USD', 'item event-1 standard']);
  });

  it('is no customer in a currency that its event does not sell in', () => {
    const foreign = pushedPayment({ currency: 'GBP' });
    expect(needed('sale', foreign, [])).toContain('customer event-1 GBP');
    expect(needed('sale', foreign, [pushedEvent()])).toEqual(['item event-1 standard']);
  });

  it('is the customer of its venue, where that is chosen', () => {
    const rules = chosenRules({ sale: { customer: 'venue', items: 'one' } });
    const of = (payment: Partial<PushedPayment>, related = [pushedEvent()]) =>
      needed('sale', pushedPayment(payment), related, rules);
    expect(of({})).toEqual(['venue_customer venue-1 USD']);
    expect(of({ venueId: 'venue-9' })).toEqual(['venue_customer venue-9 USD']);
    expect(of({ venueId: 'venue-9', eventId: null }, [])).toEqual(['venue_customer venue-9 USD']);
    expect(of({ currency: 'GBP' })).toEqual([]);
    expect(of({ eventId: null }, [])).toEqual([]);
  });

  it('is the customer of its buyer, where that is chosen, which itself needs nothing', () => {
    const rules = chosenRules({ sale: { customer: 'buyer', items: 'one' } });
    const payment = pushedPayment({ customer: { id: 'usr_9', email: 'ada@example.org' } });
    expect(needed('sale', payment, [], rules)).toEqual(['buyer_customer usr_9 USD']);
    expect(needed('sale', pushedPayment(), [], rules)).toEqual(['customer event-1 USD']);
    expect(needed('refund', pushedRefund(), [payment], rules)).toEqual([
      'buyer_customer usr_9 USD',
      'sale payment-1 86400',
    ]);
    expect(needed('buyer_customer', payment, [], rules)).toEqual([]);
  });

  it('is the event first, where only that says the venue', () => {
    const isAwaited = (payment: Partial<PushedPayment>, customer = 'venue') =>
      planForQuickBooks(pushedPayment(payment), chosenRules({ sale: { customer } }))[0]!.reads[0]?.isAwaited ?? false;
    expect(isAwaited({})).toBe(true);
    expect(isAwaited({ venueId: 'venue-9' })).toBe(false);
    expect(isAwaited({ status: 'pending' })).toBe(false);
    expect(isAwaited({ eventId: null })).toBe(false);
    expect(isAwaited({}, 'event')).toBe(false);
  });

  it('of a refund are the items of its sale, and for a day the sale itself', () => {
    expect(needed('refund', pushedRefund(), [pushedPayment()])).toEqual([
      'customer event-1 USD',
      'item event-1 standard',
      'sale payment-1 86400',
    ]);
    expect(needed('refund', pushedRefund(), [])).toEqual(['customer event-1 USD', 'sale payment-1 86400']);
    const later = chosenRules({ sale: { postFrom: '2026-06-30T12:00:00Z' } });
    expect(needed('refund', pushedRefund(), [pushedPayment()], later)).not.toContain('sale payment-1 86400');
  });

  it('of a reversal is to know whether the refund was posted', () => {
    expect(needed('journal', pushedRefund({ status: 'failed' }), [])).toEqual(['refund refund-1 0']);
  });

  it('is nothing that is never made', () => {
    expect(needed('sale', pushedPayment({ status: 'pending' }), [])).toEqual([]);
    expect(needed('sale', pushedPayment({ eventId: null }), [])).toEqual([]);
    expect(needed('sale', pushedPayment(), [], off('item'))).toEqual(['customer event-1 USD']);
    expect(needed('refund', pushedRefund(), [pushedPayment()], off('sale'))).toEqual(['item event-1 standard']);
  });
});
