import { Stripping } from '../../stripping/stripping.js';

/** A customer that is deleted is gone for good: https://docs.stripe.com/api/customers/delete */
const ERASED = ['customers'];

/**
 * What Stripe sends and must not be stored: whatever lets a stranger finish a payment or act for somebody, keys, card
 * numbers and tax ids.
 * https://docs.stripe.com/api/payment_intents/object#payment_intent_object-client_secret,
 * https://docs.stripe.com/api/tax_ids
 */
export const STRIPE_STRIPPED = new Stripping(
  {
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
      // Bank accounts that are paid from, and those that Stripe opens to be paid into.
      account_number: 'lastFour',
      routing_number: 'remove',
      refund_routing_number: 'remove',
      sort_code: 'remove',
      bsb_number: 'remove',
      transit_number: 'remove',
      institution_number: 'remove',
      // Hold an IBAN or a CLABE, which are too short as names to be searched for.
      display_bank_transfer_instructions: 'remove',
      sepa_credit_transfer: 'remove',
      // Of Link and Klarna: it lets its holder pay as its owner.
      persistent_token: 'remove',
      client_token: 'remove',
    },
    documents: {
      discriminator: 'object',
      kinds: {
        tax_id: { value: 'remove', verification: 'remove' },
        // Such a link logs its holder in as the person that it was created for.
        account_link: { url: 'remove' },
        login_link: { url: 'remove' },
        'billing_portal.session': { url: 'remove' },
        'identity.verification_session': { url: 'remove' },
        // Only when they are expanded.
        'issuing.card': { number: 'remove', cvc: 'remove' },
      },
    },
    texts: [
      // The ids of intents, sessions and sources lead their secrets, also where a URL or a message quotes one.
      {
        mark: '_secret_',
        pattern:
          /\b((?:accs|cuss|(?:pi|seti|src|cs|accs|cuss|vs|fcsess|in|ii|pm|ctoken)_\w{0,250}?)_secret_)[\w%-]{8,}/g,
        replacement: '$1***',
      },
      {
        mark: 'src_client_secret_',
        pattern: /src_client_secret_[A-Za-z0-9]{8,}/g,
        replacement: 'src_client_secret_***',
      },
      { mark: 'k_live_', pattern: /\b(ek|sk|rk)_live_[A-Za-z0-9+/=]{8,}/g, replacement: '$1_live_***' },
      { mark: 'k_test_', pattern: /\b(ek|sk|rk)_test_[A-Za-z0-9+/=]{8,}/g, replacement: '$1_test_***' },
      { mark: 'whsec_', pattern: /\bwhsec_[A-Za-z0-9+/=]{8,}/g, replacement: 'whsec_***' },
    ],
  },
  ERASED,
);
