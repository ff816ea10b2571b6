type Raw = Record<string, unknown>;

/** An amount in whole major units, as a vendor writes it in the currency at hand. */
export type Written = (major: number) => unknown;

/** What one vendor sends of a part of the sale, and which fields of its shape say what. */
export interface Sent {
  stream: string;
  raw: Raw;
  /** Fields of the shape that have another name than those of `SALE`. */
  as?: Readonly<Record<string, string>>;
}

export type Part = 'order' | 'payment' | 'fee' | 'refund' | 'dispute' | 'payout';

/** Two tickets of 50 for a card, 3 of which the vendor keeps; 25 come back, a dispute is opened, and 97 are paid out. */
export const SALE: Readonly<Record<Part, Raw>> = {
  order: {
    totalMinor: 100,
    quantity: 2,
    unitAmountMinor: 50,
    lineTotalMinor: 100,
    createdAt: '2026-08-01T10:00:00.000Z',
  },
  payment: {
    amountMinor: 100,
    amountReceivedMinor: 100,
    processingFeeMinor: 3,
    netMinor: 97,
    method: 'card',
    brand: 'visa',
    last4: '4242',
    customerId: 'c1',
    createdAt: '2026-08-01T10:00:00.000Z',
  },
  fee: { feeMinor: 3 },
  refund: { amountMinor: 25, paymentId: 'p1', createdAt: '2026-08-01T10:00:00.000Z' },
  dispute: { amountMinor: 100, paymentId: 'p1', evidenceDueAt: '2026-08-20T00:00:00.000Z' },
  payout: { amountMinor: 97, arrivalAt: '2026-08-04' },
};

const AT = '2026-08-01T10:00:00Z';
const SECONDS = Date.parse(AT) / 1000;
const DUE = '2026-08-20T00:00:00Z';

export function stripeSale(money: Written, currency: string): Partial<Record<Part, Sent>> {
  const own = { currency: currency.toLowerCase(), created: SECONDS };
  const entry = {
    ...own,
    id: 'txn_1',
    amount: money(100),
    fee: money(3),
    net: money(97),
    fee_details: [{ type: 'stripe_fee', amount: money(3), currency: own.currency }],
  };
  const card = { type: 'card', card: { brand: 'visa', last4: '4242' } };
  const charge = { id: 'ch_1', payment_method_details: card, balance_transaction: entry };
  const paid = { amount: money(100), amount_received: money(100) };
  const item = {
    ...own,
    id: 'li_1',
    description: 'Ticket',
    quantity: 2,
    amount_total: money(100),
    price: { unit_amount: money(50) },
  };
  return {
    order: {
      stream: 'checkout_sessions',
      raw: { ...own, amount_total: money(100), line_items: { data: [item] } },
    },
    payment: { stream: 'payments', raw: { ...own, ...paid, customer: 'c1', latest_charge: charge } },
    fee: { stream: 'balance_transactions', raw: entry },
    refund: { stream: 'refunds', raw: { ...own, amount: money(25), payment_intent: 'p1' } },
    dispute: {
      stream: 'disputes',
      raw: { ...own, amount: money(100), payment_intent: 'p1', evidence_details: { due_by: Date.parse(DUE) / 1000 } },
    },
    payout: { stream: 'payouts', raw: { ...own, amount: money(97), arrival_date: Date.parse('2026-08-04') / 1000 } },
  };
}

export function squareSale(amount: Written, currency: string): Partial<Record<Part, Sent>> {
  const money = (major: number) => ({ amount: amount(major), currency });
  const own = { created_at: AT, updated_at: AT };
  const line = { uid: 'l1', name: 'Ticket', quantity: '2', base_price_money: money(50), total_money: money(100) };
  const paid = { amount_money: money(100), total_money: money(100), processing_fee: [{ amount_money: money(3) }] };
  const card = { source_type: 'CARD', card_details: { card: { card_brand: 'VISA', last_4: '4242' } } };
  return {
    order: { stream: 'orders', raw: { ...own, total_money: money(100), line_items: [line] } },
    payment: { stream: 'payments', raw: { ...own, ...paid, ...card, status: 'COMPLETED', customer_id: 'c1' } },
    fee: {
      stream: 'payout_entries',
      raw: { gross_amount_money: money(100), fee_amount_money: money(3), net_amount_money: money(97) },
    },
    refund: { stream: 'refunds', raw: { ...own, amount_money: money(25), payment_id: 'p1' } },
    dispute: {
      stream: 'disputes',
      raw: { ...own, amount_money: money(100), due_at: DUE, disputed_payment: { payment_id: 'p1' } },
    },
    payout: { stream: 'payouts', raw: { ...own, amount_money: money(97), arrival_date: '2026-08-04' } },
  };
}

export function mailchimpSale(money: Written, currency: string): Partial<Record<Part, Sent>> {
  const line = { id: 'l1', product_title: 'Ticket', quantity: 2, price: money(50), discount: 0 };
  return {
    order: {
      stream: 'orders',
      raw: { currency_code: currency, order_total: money(100), lines: [line], processed_at_foreign: AT },
    },
  };
}

export function quickbooksSale(money: Written, currency: string): Partial<Record<Part, Sent>> {
  const own = { CurrencyRef: { value: currency }, MetaData: { CreateTime: '2026-08-01T03:00:00-07:00' } };
  const detail = { ItemRef: { value: '1' }, Qty: 2, UnitPrice: money(50) };
  const line = { Id: '1', Amount: money(100), DetailType: 'SalesItemLineDetail', SalesItemLineDetail: detail };
  const card = { PaymentType: 'CreditCard', CreditCardPayment: { CreditChargeInfo: { Type: 'Visa' } } };
  return {
    order: {
      stream: 'sales_receipts',
      raw: { ...own, TotalAmt: money(100), Line: [line] },
      as: { totalMinor: 'amountMinor' },
    },
    payment: { stream: 'payments', raw: { ...own, ...card, TotalAmt: money(100), CustomerRef: { value: 'c1' } } },
    fee: { stream: 'purchases', raw: { ...own, TotalAmt: money(3) }, as: { feeMinor: 'amountMinor' } },
    refund: {
      stream: 'refund_receipts',
      raw: { ...own, TotalAmt: money(25), LinkedTxn: [{ TxnId: 'p1', TxnType: 'Payment' }] },
    },
    payout: {
      stream: 'deposits',
      raw: { ...own, TotalAmt: money(97), TxnDate: '2026-08-04' },
      as: { arrivalAt: 'date' },
    },
  };
}
