import { describe, expect, it } from '@jest/globals';
import { normaliseMailchimp } from '../../../src/providers/mailchimp/shape/mailchimp.shapes.js';
import { normaliseQuickBooks } from '../../../src/providers/quickbooks/shape/quickbooks.shapes.js';
import { normaliseSquare } from '../../../src/providers/square/shape/square.shapes.js';
import { normaliseStripe } from '../../../src/providers/stripe/shape/stripe.shapes.js';

type Raw = Record<string, unknown>;

const AT = new Date('2026-11-26T12:00:00Z');
const NOW = AT.getTime() / 1000;
const NORMALISE = {
  stripe: normaliseStripe,
  square: normaliseSquare,
  mailchimp: normaliseMailchimp,
  quickbooks: normaliseQuickBooks,
} as const;
type Vendor = keyof typeof NORMALISE;
type Case = [vendor: Vendor, stream: string, raw: Raw, shaped: Raw];

const cad = (amount: number) => ({ amount, currency: 'CAD' });
const part = (computed: number, completed: number, rounding?: number) => ({
  computed_amount_money: cad(computed),
  total_completed_amount_money: cad(completed),
  ...(rounding !== undefined && { rounding_adjustment_included_money: cad(rounding) }),
});
const debit = (Amount: unknown, PostingType = 'Debit') => ({
  Amount,
  DetailType: 'JournalEntryLineDetail',
  JournalEntryLineDetail: { PostingType },
});
const euro = { CurrencyRef: { value: 'EUR' } };
const custom = (values: Raw) => ({ type: 'ITEM', item_data: { name: 'Ticket' }, custom_attribute_values: values });
const line = (currency_code: string, one: Raw) => ({ currency_code, order_total: 1, lines: [one] });
const invoice = { total: 1_000, amount_due: 1_000, amount_paid: 0, amount_remaining: 1_000, currency: 'usd' };

/** Kinds of faults that people who run such integrations have reported, each by other cases than the reported one. */
const KINDS: Record<string, Case[]> = {
  'a currency that the vendor counts in its own way': [
    ['stripe', 'refunds', { amount: 50_000, currency: 'ugx' }, { amountMinor: 500 }],
    ['stripe', 'payouts', { amount: 500, currency: 'mga' }, { amountMinor: 50_000 }],
    ['stripe', 'prices', { unit_amount_decimal: '500.5', currency: 'mga' }, { unitAmountDecimal: '50050' }],
    ['square', 'payments', { amount_money: { amount: 50_000, currency: 'JPY' } }, { amountMinor: 50_000 }],
    ['mailchimp', 'orders', { order_total: 50_000, currency_code: 'KWD' }, { totalMinor: 50_000_000 }],
    ['quickbooks', 'payments', { TotalAmt: 1.2345, CurrencyRef: { value: 'CLF' } }, { amountMinor: 12_345 }],
    ['quickbooks', 'payments', { TotalAmt: 1, CurrencyRef: { value: 'XAU' } }, { amountMinor: null }],
  ],
  'what runs out without an event': [
    ['stripe', 'promotion_codes', { active: true, max_redemptions: 3, times_redeemed: 3 }, { active: false }],
    ['stripe', 'promotion_codes', { active: true, coupon: { valid: true, redeem_by: NOW - 1 } }, { active: false }],
    ['stripe', 'checkout_sessions', { status: 'open', expires_at: NOW - 1 }, { status: 'expired' }],
    ['stripe', 'quotes', { status: 'open', expires_at: NOW - 1 }, { status: 'canceled' }],
    ['stripe', 'quotes', { status: 'accepted', expires_at: NOW - 1 }, { status: 'accepted' }],
    [
      'stripe',
      'payment_links',
      { active: true, restrictions: { completed_sessions: { count: 5, limit: 5 } } },
      { active: false },
    ],
    [
      'stripe',
      'payment_links',
      { active: true, restrictions: { completed_sessions: { count: 4, limit: 5 } } },
      { active: true },
    ],
    ['quickbooks', 'estimates', { TxnStatus: 'Pending', ExpirationDate: '2026-11-24' }, { status: 'expired' }],
    ['quickbooks', 'estimates', { TxnStatus: 'Pending', ExpirationDate: '2026-11-26' }, { status: 'pending' }],
    ['quickbooks', 'estimates', { TxnStatus: 'Accepted', ExpirationDate: '2026-11-01' }, { status: 'accepted' }],
  ],
  'what was authorised and not taken': [
    [
      'stripe',
      'payments',
      { amount: 1_000, amount_received: 0, status: 'requires_capture', currency: 'usd' },
      { amountMinor: 1_000, amountReceivedMinor: 0 },
    ],
    ['stripe', 'charges', { amount: 1_000, amount_captured: 0, currency: 'jpy' }, { amountCapturedMinor: 0 }],
    ['square', 'payments', { amount_money: cad(1_000), status: 'APPROVED' }, { amountReceivedMinor: 0 }],
    ['square', 'payments', { amount_money: cad(1_000), status: 'CANCELED' }, { amountReceivedMinor: 0 }],
    [
      'square',
      'payments',
      { amount_money: cad(600), approved_money: cad(1_000), total_money: cad(600), status: 'COMPLETED' },
      { amountMinor: 600, amountReceivedMinor: 600 },
    ],
  ],
  'what is left to be paid': [
    ['stripe', 'invoices', { ...invoice, status: 'void' }, { amountDueMinor: 0 }],
    ['stripe', 'invoices', { ...invoice, status: 'uncollectible' }, { amountDueMinor: 1_000 }],
    ['stripe', 'invoices', { ...invoice, amount_paid: 400, amount_remaining: 600 }, { amountDueMinor: 600 }],
    ['stripe', 'invoices', { ...invoice, amount_paid: 400, amount_remaining: undefined }, { amountDueMinor: 600 }],
    ['square', 'invoices', { status: 'CANCELED', payment_requests: [part(700, 0)] }, { amountDueMinor: 0 }],
    [
      'square',
      'invoices',
      { status: 'PARTIALLY_PAID', payment_requests: [part(300, 300), part(700, 0)] },
      { amountDueMinor: 700, amountPaidMinor: 300 },
    ],
    ['quickbooks', 'invoices', { TotalAmt: 0, Balance: 0, PrivateNote: 'Voided', ...euro }, { amountDueMinor: 0 }],
    ['quickbooks', 'bills', { TotalAmt: 10, Balance: 4, ...euro }, { amountDueMinor: 400 }],
  ],
  'a journal entry without a total': [
    [
      'quickbooks',
      'journal_entries',
      { Line: [debit(0.1), debit(0.2), debit(0.3, 'Credit')], ...euro },
      { amountMinor: 30 },
    ],
    ['quickbooks', 'journal_entries', { Line: [debit(100)], CurrencyRef: { value: 'JPY' } }, { amountMinor: 100 }],
    ['quickbooks', 'journal_entries', { Line: [debit(1.005)], CurrencyRef: { value: 'KWD' } }, { amountMinor: 1_005 }],
    [
      'quickbooks',
      'journal_entries',
      { Line: [{ DetailType: 'DescriptionOnly' }, debit(7)], ...euro },
      { amountMinor: 700 },
    ],
    [
      'quickbooks',
      'journal_entries',
      { Line: [debit('90071992547409.91')], ...euro },
      { amountMinor: Number.MAX_SAFE_INTEGER },
    ],
    ['quickbooks', 'journal_entries', euro, { amountMinor: null }],
  ],
  'what was deleted by making it inactive': [
    ...['customers', 'vendors', 'products', 'accounts', 'classes', 'departments', 'tax_rates', 'tax_codes'].map(
      (stream): Case => [
        'quickbooks',
        stream,
        { DisplayName: 'Box office (deleted)', Name: 'Box office (deleted)', Active: false },
        { name: 'Box office', active: false },
      ],
    ),
    ['stripe', 'tax_rates', { active: false }, { active: false }],
    ['square', 'products', { type: 'ITEM', item_data: { is_archived: true } }, { active: false }],
    ['mailchimp', 'contacts', { status: 'archived', email_address: 'a@example.test' }, { status: 'archived' }],
  ],
  'attributes of every kind': [
    [
      'square',
      'products',
      custom({ a: { name: 'seats', type: 'NUMBER', number_value: '0' } }),
      { metadata: { seats: '0' } },
    ],
    [
      'square',
      'products',
      custom({ a: { name: 'vip', type: 'BOOLEAN', boolean_value: false } }),
      { metadata: { vip: 'false' } },
    ],
    [
      'square',
      'products',
      custom({ a: { name: 'zone', type: 'SELECTION', selection_uid_values: ['u1'] } }),
      { metadata: { zone: 'u1' } },
    ],
    [
      'square',
      'products',
      custom({ a: { key: 'gate', type: 'STRING', string_value: 'N' } }),
      { metadata: { gate: 'N' } },
    ],
    ['square', 'products', custom({ a: { name: 'vip', boolean_value: true } }), { metadata: { vip: 'true' } }],
  ],
  'an amount that was rounded to coins': [
    ['square', 'invoices', { status: 'PAID', payment_requests: [part(1_003, 1_005, 2)] }, { amountDueMinor: 0 }],
    ['square', 'invoices', { status: 'PAID', payment_requests: [part(998, 1_000, 2)] }, { amountDueMinor: 0 }],
    ['square', 'invoices', { status: 'PAID', payment_requests: [part(1_001, 1_000, -1)] }, { amountDueMinor: 0 }],
    ['square', 'invoices', { payment_requests: [part(502, 500, -2), part(500, 0)] }, { amountDueMinor: 500 }],
    ['square', 'invoices', { status: 'PAID', payment_requests: [part(1_000, 1_000)] }, { amountDueMinor: 0 }],
  ],
  'a line whose price is below the minor unit': [
    ['mailchimp', 'orders', line('JPY', { quantity: 1_000, price: 0.1 }), { lines: [{ totalMinor: 100 }] }],
    ['mailchimp', 'orders', line('KWD', { quantity: 1_000, price: 0.0001 }), { lines: [{ totalMinor: 100 }] }],
    ['mailchimp', 'orders', line('USD', { quantity: 7, price: '0.105' }), { lines: [{ totalMinor: 74 }] }],
    [
      'mailchimp',
      'orders',
      line('USD', { quantity: 1_000, price: 0.0015, discount: 0.5 }),
      { lines: [{ totalMinor: 100 }] },
    ],
    [
      'stripe',
      'invoices',
      { currency: 'usd', lines: { data: [{ amount: 100, quantity: 1_000, pricing: { unit_amount_decimal: '0.1' } }] } },
      { lines: [{ totalMinor: 100, unitAmountMinor: null }] },
    ],
    [
      'square',
      'orders',
      { line_items: [{ quantity: '0.333', base_price_money: cad(1_000), total_money: cad(333) }] },
      { lines: [{ totalMinor: 333, quantity: 0.333 }] },
    ],
  ],
};

describe.each(Object.entries(KINDS))('%s', (_kind, cases) => {
  it.each(cases)('of %s %s: %j', (vendor, stream, raw, shaped) => {
    const found = NORMALISE[vendor](stream, raw, AT);
    for (const [field, value] of Object.entries(shaped)) {
      if (Array.isArray(value)) expect(found[field]).toMatchObject(value);
      else expect(found[field]).toEqual(value);
    }
  });
});
