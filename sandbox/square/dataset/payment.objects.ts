import type { Money, SquareObject } from '../square.stream.js';
import type { Dataset } from './dataset.js';
import { feeOf, isSettled, paymentFacts, paymentSource, refundFacts, type PaymentFacts } from './sale.facts.js';
import { DAY, HOUR, iso } from './square.time.js';

const BRANDS = ['VISA', 'MASTERCARD', 'AMERICAN_EXPRESS', 'JCB'];

export function payment(data: Dataset, index: number): SquareObject {
  const facts = paymentFacts(data, index);
  const id = data.id('payments', index);
  const money: Money = { amount: facts.amount, currency: facts.currency };
  const [first, end] = facts.refunds;
  const isFinal = facts.status === 'COMPLETED';
  return {
    id,
    created_at: iso(facts.created),
    updated_at: iso(facts.updated),
    amount_money: money,
    total_money: money,
    ...(facts.status === 'FAILED' ? {} : { approved_money: money }),
    ...(facts.refunded > 0 ? { refunded_money: { amount: facts.refunded, currency: facts.currency } } : {}),
    status: facts.status,
    source_type: facts.source,
    ...sourceDetails(data, index, facts),
    ...(isFinal && isSettled(facts.source) ? { processing_fee: [fee(facts)] } : {}),
    location_id: data.id('locations', facts.location),
    ...(facts.order < 0 ? {} : { order_id: data.id('orders', facts.order) }),
    ...(facts.customer < 0 ? {} : { customer_id: data.id('customers', facts.customer) }),
    ...(end > first
      ? { refund_ids: Array.from({ length: end - first }, (_, at) => data.id('refunds', first + at)) }
      : {}),
    receipt_number: id.slice(0, 4),
    receipt_url: `https://squareup.com/receipt/preview/${id}`,
    delay_action: 'CANCEL',
    delay_duration: 'PT168H',
    delayed_until: iso(facts.created + 7 * DAY),
    application_details: { square_product: 'SQUARE_POS' },
    version_token: data.word('payments', index, 27, 45),
  };
}

function fee(facts: PaymentFacts): SquareObject {
  const amount = { amount: feeOf(facts.amount), currency: facts.currency };
  return { effective_at: iso(facts.created + 2 * HOUR), type: 'INITIAL', amount_money: amount };
}

function sourceDetails(data: Dataset, index: number, facts: PaymentFacts): SquareObject {
  const { source, amount, currency } = facts;
  if (source === 'CASH') {
    return { cash_details: { buyer_supplied_money: { amount, currency }, change_back_money: { amount: 0, currency } } };
  }
  if (source === 'EXTERNAL') return { external_details: { type: 'OTHER_GIFT_CARD', source: 'Voucher' } };
  if (source === 'WALLET') return { wallet_details: { status: 'CAPTURED', brand: 'CASH_APP' } };
  const hash = data.hash('payments', index, 28);
  return {
    card_details: {
      status: facts.status === 'COMPLETED' ? 'CAPTURED' : facts.status === 'APPROVED' ? 'AUTHORIZED' : 'VOIDED',
      card: {
        card_brand: cardBrand(data, index),
        last_4: String(1000 + (hash % 9000)),
        exp_month: 1 + (hash % 12),
        exp_year: 2028 + (hash % 4),
        card_type: hash % 3 === 0 ? 'DEBIT' : 'CREDIT',
        prepaid_type: 'NOT_PREPAID',
        bin: '411111',
      },
      entry_method: hash % 2 === 0 ? 'EMV' : 'CONTACTLESS',
      statement_description: 'SQ *SANDBOX ARTS CENTRE',
      ...(facts.status === 'FAILED'
        ? { errors: [{ category: 'PAYMENT_METHOD_ERROR', code: 'GENERIC_DECLINE', detail: 'Authorization error.' }] }
        : {}),
    },
  };
}

export const cardBrand = (data: Dataset, index: number): string =>
  BRANDS[(data.hash('payments', index, 28) >>> 6) % BRANDS.length]!;

export function refund(data: Dataset, index: number): SquareObject {
  const { payment: of, amount, status, created, updated, base } = refundFacts(data, index);
  return {
    id: data.id('refunds', index),
    status,
    amount_money: { amount, currency: base.currency },
    ...(of < 0 ? {} : { payment_id: data.id('payments', of) }),
    ...(base.order < 0 ? {} : { order_id: data.id('orders', base.order) }),
    location_id: data.id('locations', base.location),
    reason: data.hash('refunds', index, 24) % 3 === 0 ? 'Event cancelled' : 'Returned goods',
    created_at: iso(created),
    updated_at: iso(updated),
    destination_type: of < 0 ? 'CASH' : paymentSource(data, of),
  };
}
