import { Stripping } from '../stripping.js';

/**
 * What Stripe sends and must not be stored: whatever lets a stranger finish a payment, keys, and tax ids.
 * https://docs.stripe.com/api/payment_intents/object#payment_intent_object-client_secret,
 * https://docs.stripe.com/api/tax_ids
 */
export const STRIPE_STRIPPED = new Stripping({
  members: {
    // Payment and setup intents, checkout and customer sessions, sources, confirmation secrets of invoices.
    client_secret: 'remove',
    // Ephemeral keys and webhook endpoints.
    secret: 'remove',
    // Customers (expanded), checkout sessions, and Customer.tax_info of old API versions.
    tax_ids: 'remove',
    tax_info: 'remove',
    // Billing details, boleto.
    tax_id: 'remove',
    customer_tax_ids: 'remove',
    // Ids of objects, unless expanded.
    account_tax_ids: 'removeObjects',
    default_account_tax_ids: 'removeObjects',
  },
  // `customer.tax_id.*` events. Nothing else is called `value` in them.
  documents: [
    {
      mark: 'tax_id',
      pattern: /"object"\s*:\s*"tax_id"/,
      members: { value: 'remove', verification: 'remove' },
    },
  ],
  texts: [
    // The ids of intents, sessions and sources lead their secrets, also where a URL or a message quotes one.
    {
      mark: '_secret_',
      pattern:
        /_secret_(?<=\b(?:pi|seti|src|cs|cuss|accs|in|ii|pm|ctoken)_[A-Za-z0-9_]{0,250}_secret_)[A-Za-z0-9%_-]{8,}/g,
      replacement: '_secret_***',
    },
    {
      mark: 'src_client_secret_',
      pattern: /src_client_secret_[A-Za-z0-9]{8,}/g,
      replacement: 'src_client_secret_***',
    },
    { mark: '_live_', pattern: /\b(ek|sk|rk)_live_[A-Za-z0-9+/=]{8,}/g, replacement: '$1_live_***' },
    { mark: '_test_', pattern: /\b(ek|sk|rk)_test_[A-Za-z0-9+/=]{8,}/g, replacement: '$1_test_***' },
    { mark: 'whsec_', pattern: /\bwhsec_[A-Za-z0-9+/=]{8,}/g, replacement: 'whsec_***' },
  ],
});
