import { normaliseMailchimp } from '../../../src/providers/mailchimp/shape/mailchimp.shapes.js';
import { MAILCHIMP_STREAMS } from '../../../src/providers/mailchimp/streams/mailchimp.streams.js';
import type { Normaliser } from '../../../src/providers/kit/normaliser.js';
import { normaliseQuickBooks } from '../../../src/providers/quickbooks/shape/quickbooks.shapes.js';
import { QUICKBOOKS_STREAMS } from '../../../src/providers/quickbooks/streams/quickbooks.streams.js';
import { normaliseSquare } from '../../../src/providers/square/shape/square.shapes.js';
import { SQUARE_STREAMS } from '../../../src/providers/square/streams/square.streams.js';
import { normaliseStripe } from '../../../src/providers/stripe/shape/stripe.shapes.js';
import { STRIPE_STREAMS } from '../../../src/providers/stripe/streams/stripe.streams.js';
import { JOINED } from '../../../src/providers/record-batch.js';
import type { StreamDescription } from '../../../src/providers/provider.port.js';

type Raw = Record<string, unknown>;

export interface VendorTypes {
  name: string;
  streams: readonly StreamDescription[];
  normalise: Normaliser;
  /** Of the objects of a stream, by its name, in `sandbox/schemas/<vendor>.schema.json`. */
  types: Readonly<Record<string, string>>;
  /** What a record of a stream holds, where that is more than the vendor's object. */
  recordOf?: Readonly<Record<string, (object: Raw) => Raw>>;
  /** See `VendorObjectOptions`. */
  texts?: Readonly<Record<string, readonly string[]>>;
  /** Types that are read alike, by their names: one of them has the field. */
  alike?: readonly RegExp[];
  /** What else is read, by the reason: each pattern is of the type and the field, `Charge.invoice`. */
  others?: Readonly<Record<string, RegExp>>;
}

export const VENDOR_TYPES: readonly VendorTypes[] = [
  {
    name: 'stripe',
    streams: STRIPE_STREAMS,
    normalise: normaliseStripe,
    types: {
      customers: 'Customer',
      products: 'Product',
      prices: 'Price',
      coupons: 'Coupon',
      promotion_codes: 'PromotionCode',
      subscriptions: 'Subscription',
      invoices: 'Invoice',
      invoice_items: 'InvoiceItem',
      invoice_payments: 'InvoicePayment',
      credit_notes: 'CreditNote',
      payments: 'PaymentIntent',
      payment_methods: 'PaymentMethod',
      setup_intents: 'SetupIntent',
      charges: 'Charge',
      refunds: 'Refund',
      disputes: 'Dispute',
      early_fraud_warnings: 'EarlyFraudWarning',
      balance_transactions: 'BalanceTransaction',
      payouts: 'Payout',
      payout_entries: 'BalanceTransaction',
      transfers: 'Transfer',
      transfer_reversals: 'TransferReversal',
      application_fees: 'ApplicationFee',
      application_fee_refunds: 'FeeRefund',
      checkout_sessions: 'Session',
      payment_links: 'PaymentLink',
      quotes: 'Quote',
      tax_rates: 'TaxRate',
    },
    recordOf: {
      balance_transactions: (entry) => joined(entry, { payout: 'po_1' }),
      payments: (payment) =>
        joined(payment, { invoice_payments: [{ invoice: 'in_1', amount_paid: 1, currency: 'usd' }] }),
      payout_entries: (entry) => ({ payout: 'po_1', payment_intent: 'pi_1', balance_transaction: entry }),
    },
    texts: {
      'BalanceTransaction.source': ['re_1', 'ch_1'],
      'Charge.PaymentMethodDetails.type': ['card', 'us_bank_account', 'paypal'],
    },
    others: {
      'a record may hold what was read beside the object': /^(PromotionCode|Session)\._joined$/,
      'what is left of a deleted customer': /^Customer\.deleted$/,
      'snapshots of older API versions are applied as they are':
        /^(Invoice\.(subscription|tax)|InvoiceLineItem\.(price|tax_amounts|unit_amount)|PaymentIntent\.(charges|invoice)|PromotionCode\.coupon)$/,
      'lines of a checkout are read as those of an invoice': /^LineItem\.pricing$/,
    },
    alike: [/^PaymentMethod\.\w+$/, /^Charge\.PaymentMethodDetails\.\w+$/],
  },
  {
    name: 'square',
    streams: SQUARE_STREAMS,
    normalise: normaliseSquare,
    types: {
      locations: 'Location',
      customers: 'Customer',
      products: 'CatalogObject',
      orders: 'Order',
      payments: 'Payment',
      refunds: 'PaymentRefund',
      payouts: 'Payout',
      payout_entries: 'PayoutEntry',
      invoices: 'Invoice',
      disputes: 'Dispute',
      gift_cards: 'GiftCard',
      gift_card_activities: 'GiftCardActivity',
      loyalty_accounts: 'LoyaltyAccount',
      inventory_counts: 'InventoryCount',
      bank_accounts: 'BankAccount',
    },
    texts: { ActivityType: ['CHARGE', 'REFUND', 'DISPUTE', 'FEE', 'APP_FEE_REVENUE', 'APP_FEE_REFUND'] },
    others: {
      'the details of an entry are in a field that is named after its type': /^PayoutEntry\.type_\w*_details$/,
      'a payment and a tender are read alike': /^(Tender|BuyNowPayLaterDetails|Tender\w+Details)\.\w+$/,
      'lines that came back are read as those that were sold': /^OrderReturnLineItem\.metadata$/,
    },
    alike: [/^Catalog[A-Z]\w+$/, /^GiftCardActivity[A-Z]\w+$/, /^PaymentBalanceActivity\w+$/],
  },
  {
    name: 'mailchimp',
    streams: MAILCHIMP_STREAMS,
    normalise: normaliseMailchimp,
    types: {
      audiences: 'Audience',
      merge_fields: 'MergeField',
      interests: 'Interest',
      contacts: 'Contact',
      segments: 'Segment',
      campaigns: 'Campaign',
      campaign_reports: 'Report',
      unsubscribes: 'Unsubscribe',
      email_activity: 'EmailActivity',
      stores: 'Store',
      customers: 'Customer',
      orders: 'Order',
      products: 'Product',
    },
    others: { 'contacts of an audience have another form': /^Contact\.(audience_id|email_channel|sms_channel)$/ },
  },
  {
    name: 'quickbooks',
    streams: QUICKBOOKS_STREAMS,
    normalise: normaliseQuickBooks,
    types: Object.fromEntries(QUICKBOOKS_STREAMS.map(({ name, entity }) => [name, entity])),
    texts: {
      'LinkedTxn.TxnType': ['Invoice', 'Payment', 'SalesReceipt', 'Bill', 'CreditMemo'],
      'NameValue.Name': ['CurrencyCode', 'other'],
      'NameValue.Value': ['USD'],
    },
    others: {
      'the currency of a company is looked for in all of its objects': /^\w+\.CurrencyRef$/,
      'some companies send a total, which the XSD leaves out': /^JournalEntry\.TotalAmt$/,
    },
    alike: [/LineDetail$/],
  },
];

/** With what was read beside the object. */
function joined(object: Raw, beside: Raw): Raw {
  return new Proxy(object, {
    get: (target, name) => (name === JOINED ? beside : (Reflect.get(target, name) as unknown)),
  });
}
