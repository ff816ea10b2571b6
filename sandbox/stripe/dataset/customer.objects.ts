import { firstName, lastName } from '../../common/person.words.js';
import type { StripeObject } from '../stripe.stream.js';
import type { Dataset } from './dataset.js';
import { currency } from './money.words.js';
import { address, NO_ADDRESS } from './shop.words.js';

export function customerName(data: Dataset, index: number): string {
  const hash = data.hash('customers', index, 20);
  return `${firstName(hash)} ${lastName(hash)}`;
}

export function customerEmail(data: Dataset, index: number): string {
  return `buyer.${index.toString(36)}.${data.word('customers', index, 22, 4).toLowerCase()}@example.com`;
}

/** A number that no tax office has given: customers whose index divides by three have one. */
export function customerTaxId(data: Dataset, index: number): { type: string; value: string } | null {
  if (index < 0 || index % 3 !== 0) return null;
  return { type: 'eu_vat', value: `DE${100_000_000 + (data.hash('customers', index, 27) % 899_999_999)}` };
}

export function customer(data: Dataset, index: number): StripeObject {
  const hash = data.hash('customers', index, 21);
  const name = customerName(data, index);
  const hasAddress = hash % 10 < 8;
  const phone = hash % 3 === 0 ? null : `+1512${1_000_000 + (hash % 8_999_999)}`;
  const home = hasAddress ? address(hash) : NO_ADDRESS;
  return {
    id: data.id('customers', index),
    object: 'customer',
    address: hasAddress ? home : null,
    balance: hash % 12 === 0 ? -(hash % 5000) : 0,
    created: data.created('customers', index),
    currency: hash % 5 === 0 ? null : currency(hash >>> 6),
    customer_account: null,
    default_source: null,
    delinquent: hash % 23 === 0,
    description: hash % 3 === 0 ? null : `Imported from the shop, row ${index}`,
    discount: null,
    email: hash % 29 === 0 ? null : customerEmail(data, index),
    invoice_prefix: data.word('customers', index, 24, 8).toUpperCase(),
    invoice_settings: { custom_fields: null, default_payment_method: null, footer: null, rendering_options: null },
    livemode: false,
    metadata: hash % 8 === 0 ? {} : ownRecords(hash, index),
    name,
    next_invoice_sequence: 1 + (hash % 9),
    phone,
    preferred_locales: hash % 7 === 0 ? ['fr-FR'] : [],
    shipping: hasAddress && hash % 3 === 0 ? { address: home, name, phone } : null,
    tax_exempt: hash % 31 === 0 ? 'exempt' : 'none',
    test_clock: null,
  };
}

/** What merchants keep on a customer to find it in their own systems. */
function ownRecords(hash: number, index: number): Record<string, string> {
  return {
    crm_id: String(100_000 + index),
    segment: hash % 6 === 0 ? 'wholesale' : 'retail',
    signup_source: hash % 4 === 0 ? 'newsletter-campaign-spring' : 'storefront-checkout',
    consent_version: `2025-${1 + (hash % 9)}`,
    account_manager: `${lastName(hash)}, ${firstName(hash >>> 3)}`,
  };
}

const SETUP_STATUS = ['succeeded', 'succeeded', 'succeeded', 'succeeded', 'requires_payment_method', 'canceled'];

export function setupIntent(data: Dataset, index: number): StripeObject {
  const hash = data.hash('setup_intents', index, 20);
  const id = data.id('setup_intents', index);
  const status = SETUP_STATUS[hash % SETUP_STATUS.length]!;
  return {
    id,
    object: 'setup_intent',
    allowed_payment_method_types: null,
    application: null,
    automatic_payment_methods: { allow_redirects: 'always', enabled: true },
    cancellation_reason: status === 'canceled' ? 'abandoned' : null,
    client_secret: `${id}_secret_${data.word('setup_intents', index, 25, 24)}`,
    created: data.created('setup_intents', index),
    customer: data.idOrNull('customers', data.earlier('customers', 'setup_intents', index, 7)),
    customer_account: null,
    description: null,
    excluded_payment_method_types: null,
    flow_directions: null,
    last_setup_error: null,
    latest_attempt: status === 'succeeded' ? `setatt_1${data.word('setup_intents', index, 26, 23)}` : null,
    livemode: false,
    mandate: null,
    metadata: {},
    next_action: null,
    on_behalf_of: null,
    payment_method: status === 'succeeded' ? `pm_1${data.word('setup_intents', index, 27, 23)}` : null,
    payment_method_configuration_details: null,
    payment_method_options: { card: { mandate_options: null, network: null, request_three_d_secure: 'automatic' } },
    payment_method_types: ['card'],
    single_use_mandate: null,
    status,
    usage: 'off_session',
  };
}
