import {
  nameOf,
  type AccountFacts,
  type PushedItem,
  type PushIntent,
  type Rules,
  type TargetKey,
} from '../../push.port.js';
import type { Domain, Json } from '../../provider.values.js';
import type { PushedEvent, PushedPayment } from '../push/quickbooks.pushed-items.js';
import { QUICKBOOKS_PUSH_RULES } from '../push/quickbooks.push-rules.js';

export const REFERENCE = 'abcdefghijklmnopqrstuvwxyz234567';
export const KEY = 'hkey';

const version = 1;

export function pushedEvent(more: Partial<PushedEvent> = {}): PushedItem {
  const body = {
    id: 'event-1',
    venueId: 'venue-1',
    name: 'Summer Gala',
    status: 'ON_SALE',
    startsAt: '2026-07-02T01:30:00Z',
    timezone: 'America/New_York',
    ticketTypes: [
      { id: 'standard', name: 'Standard', priceMinor: 1_250, currency: 'USD' },
      { id: 'vip', name: 'VIP', priceMinor: 9_900, currency: 'USD' },
    ],
    ...more,
  };
  return item('events', body);
}

export function pushedPayment(more: Partial<PushedPayment> = {}): PushedItem {
  const body = {
    id: 'payment-1',
    orderId: 'ORD-2026-000123',
    eventId: 'event-1',
    type: 'ticket_purchase',
    amountMinor: 2_700,
    taxMinor: 200,
    currency: 'USD',
    status: 'completed',
    provider: 'stripe',
    providerPaymentId: 'pi_3',
    lines: [{ description: 'Standard', quantity: 2, unitAmountMinor: 1_250, taxMinor: 200, ticketTypeId: 'standard' }],
    occurredAt: '2026-06-30T03:59:59Z',
    updatedAt: '2026-06-30T04:00:00Z',
    ...more,
  };
  return item('payments', body);
}

export function pushedRefund(more: Partial<PushedPayment> = {}): PushedItem {
  return pushedPayment({
    id: 'refund-1',
    type: 'refund',
    refundOfId: 'payment-1',
    lines: null,
    taxMinor: null,
    amountMinor: 900,
    occurredAt: '2026-07-01T12:00:00Z',
    updatedAt: '2026-07-03T12:00:00Z',
    ...more,
  });
}

const CHOSEN: Readonly<Record<string, Readonly<Record<string, Json>>>> = {
  sale: { depositTo: '10', taxItem: '20', feeItem: '21', ticketItem: '22' },
  item: { incomeAccount: '11' },
  reversal: { reversalAccount: '12' },
};

/** All rules are on. @param options by rule, besides what is chosen for most tests */
export function chosenRules(options: Readonly<Record<string, Readonly<Record<string, Json>>>> = {}): Rules {
  return new Map(
    QUICKBOOKS_PUSH_RULES.map(({ name, options: declared }) => {
      const defaults = declared.flatMap((option) =>
        option.default === undefined ? [] : [[option.name, option.default]],
      );
      const chosen = { ...Object.fromEntries(defaults), ...CHOSEN[name], ...options[name] } as Record<string, Json>;
      return [name, { name, enabled: true, options: chosen }];
    }),
  );
}

export const FACTS: AccountFacts = {
  customNumbers: true,
  multicurrency: true,
  homeCurrency: 'USD',
  closedUntil: null,
  classTracking: 'line',
  automatedTax: true,
};

export const customerKey = (currency = 'USD', event = 'event-1'): TargetKey => ({
  target: 'customer',
  subject: event,
  part: currency,
});
export const itemKey = (part: string, event = 'event-1'): TargetKey => ({ target: 'item', subject: event, part });

/** Ids of customers are `C-<currency>`, those of items `I-<ticket type>`. */
export function intentOf(target: string, items: readonly PushedItem[], more: Partial<PushIntent> = {}): PushIntent {
  const links = new Map([
    [nameOf(customerKey('USD')), 'C-USD'],
    [nameOf(customerKey('EUR')), 'C-EUR'],
    ...['standard', 'vip', ''].map((type): [string, string] => [nameOf(itemKey(type)), `I-${type}`]),
  ]);
  return {
    target,
    subject: items[0]?.platformId ?? '',
    part: '',
    items,
    former: [],
    related: [pushedEvent()],
    links,
    rules: chosenRules(),
    settings: {},
    facts: FACTS,
    reference: REFERENCE,
    ...more,
  };
}

function item(entity: Domain, body: { id: string }): PushedItem {
  return { entity, platformId: body.id, version, body } as PushedItem;
}
