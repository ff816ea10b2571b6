import type { FormFields, FormValue } from '../../common/form.parser.js';
import { checkMetadata } from './metadata.check.js';
import { badInteger, missingParameter, unknownParameter } from '../stripe.errors.js';
import type { StreamName, StripeObject } from '../stripe.stream.js';

/** What a new object holds before its parameters are laid over it: nothing invented. */
const BLANK: Partial<Record<StreamName, Record<string, unknown>>> = {
  customers: {
    address: null,
    balance: 0,
    currency: null,
    delinquent: false,
    description: null,
    email: null,
    metadata: {},
    name: null,
    next_invoice_sequence: 1,
    phone: null,
    preferred_locales: [],
    shipping: null,
    tax_exempt: 'none',
  },
  products: {
    active: true,
    default_price: null,
    description: null,
    images: [],
    marketing_features: [],
    metadata: {},
    name: '',
    shippable: null,
    tax_code: null,
    unit_label: null,
    url: null,
  },
  prices: {
    active: true,
    billing_scheme: 'per_unit',
    lookup_key: null,
    metadata: {},
    nickname: null,
    recurring: null,
    tax_behavior: 'unspecified',
    tiers_mode: null,
    transform_quantity: null,
    type: 'one_time',
    unit_amount: 0,
    unit_amount_decimal: '0',
  },
  coupons: {
    amount_off: null,
    currency: null,
    max_redemptions: null,
    name: null,
    percent_off: null,
    times_redeemed: 0,
  },
  subscriptions: {
    canceled_at: null,
    cancellation_details: { comment: null, feedback: null, feedback_option: null, reason: null },
    ended_at: null,
    latest_invoice: null,
    metadata: {},
    status: 'active',
    trial_end: null,
    trial_start: null,
  },
  invoices: {
    amount_due: 0,
    amount_paid: 0,
    amount_remaining: 0,
    billing_reason: 'manual',
    metadata: {},
    number: null,
    parent: null,
    status: 'draft',
    subtotal: 0,
    subtotal_excluding_tax: 0,
    total: 0,
    total_excluding_tax: 0,
    total_taxes: [],
  },
  payments: {
    amount_received: 0,
    canceled_at: null,
    cancellation_reason: null,
    description: null,
    last_payment_error: null,
    latest_charge: null,
    metadata: {},
    payment_method: null,
    status: 'requires_payment_method',
  },
  tax_rates: { active: true, country: null, description: null, inclusive: false, jurisdiction: null, tax_type: null },
};

const REQUIRED: Partial<Record<StreamName, readonly string[]>> = {
  products: ['name'],
  prices: ['currency'],
  coupons: [],
  subscriptions: ['customer'],
  invoice_items: ['customer'],
  payments: ['amount', 'currency'],
  tax_rates: ['display_name', 'inclusive', 'percentage'],
};

const NEVER = new Set([
  'object',
  'created',
  'livemode',
  'deleted',
  'amount_refunded',
  'amount_received',
  'balance_transaction',
]);
const OWN_ID = new Set<StreamName>(['products', 'coupons']);
const FIXED_LATER: Partial<Record<StreamName, ReadonlySet<string>>> = {
  prices: new Set(['unit_amount', 'unit_amount_decimal', 'currency', 'product', 'recurring', 'type', 'billing_scheme']),
  coupons: new Set(['percent_off', 'amount_off', 'duration']),
};

/** Parameters that steer an operation or are spelled differently from the field they end up in. */
const STEERING = new Set([
  'expand',
  'items',
  'default_price_data',
  'product_data',
  'payment_method_data',
  'confirm',
  'prorate',
  'proration_behavior',
  'payment_behavior',
  'line_items',
  'source',
  'tax',
  'off_session',
  'transfer_lookup_key',
  'pending_invoice_items_behavior',
]);

export function blank(stream: StreamName): Record<string, unknown> {
  return { ...(BLANK[stream] ?? { metadata: {} }) };
}

export function newFields(stream: StreamName, draft: StripeObject, params: FormFields): Record<string, unknown> {
  for (const name of REQUIRED[stream] ?? []) if (params[name] === undefined) throw missingParameter(name);
  const template = { ...draft, ...blank(stream) };
  return fieldsOf(draft, template, params, (name) => !NEVER.has(name) && (name !== 'id' || OWN_ID.has(stream)));
}

export function changedFields(stream: StreamName, before: StripeObject, params: FormFields): Record<string, unknown> {
  return fieldsOf(
    before,
    before,
    params,
    (name) => name !== 'id' && !NEVER.has(name) && !FIXED_LATER[stream]?.has(name),
  );
}

function fieldsOf(
  typed: StripeObject,
  template: Record<string, unknown>,
  params: FormFields,
  allowed: (name: string) => boolean,
): Record<string, unknown> {
  const fields: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(params)) {
    if (STEERING.has(name)) continue;
    if (!(name in template) || !allowed(name)) throw unknownParameter(name);
    if (name === 'metadata') checkMetadata(template.metadata, value);
    fields[name] = name === 'metadata' ? value : typedValue(template[name] ?? typed[name], value, name);
  }
  return fields;
}

/** Form values are text; the field that is there already tells which type is meant. */
function typedValue(sample: unknown, value: FormValue, param: string): unknown {
  if (typeof value === 'string') {
    if (typeof sample === 'number') {
      const number = Number(value);
      if (value === '' || !Number.isFinite(number)) throw badInteger(param, value);
      return number;
    }
    if (typeof sample === 'boolean') return value === 'true';
    return value === '' ? null : value;
  }
  if (Array.isArray(value)) return value;
  const known = typeof sample === 'object' && sample !== null ? (sample as Record<string, unknown>) : {};
  const typed = Object.entries(value).map(([key, inner]) => [key, typedValue(known[key], inner, `${param}[${key}]`)]);
  return { ...known, ...Object.fromEntries(typed) };
}
