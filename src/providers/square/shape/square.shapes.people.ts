import { asRecord, firstText, integer, isoTime, metadata, text } from '../../kit/fields.js';
import { address, booleanOf, money, texts } from './square.fields.js';
import type { Mapper } from '../../kit/normaliser.js';

export const customers: Mapper<'customer'> = (raw) => {
  const person = [text(raw.given_name), text(raw.family_name)].filter(Boolean).join(' ');
  return {
    name: firstText(person, raw.company_name, raw.nickname),
    email: text(raw.email_address),
    phone: text(raw.phone_number),
    address: address(raw.address),
    currency: null,
    // One that is deleted is gone.
    active: true,
    unsubscribed: booleanOf(asRecord(raw.preferences).email_unsubscribed),
    metadata: metadata({ reference_id: raw.reference_id, note: raw.note }),
    createdAt: isoTime(raw.created_at),
  };
};

export const gift_cards: Mapper<'gift_card'> = (raw) => ({
  ...money(raw.balance_money),
  kind: text(raw.type),
  status: text(raw.state),
  // The whole number is as good as cash.
  lastDigits: text(raw.gan)?.slice(-4) ?? null,
  customerIds: texts(raw.customer_ids),
  createdAt: isoTime(raw.created_at),
});

/** Kinds of activities that take from a card; all others add to it. */
const TAKES = new Set(['REDEEM', 'ADJUST_DECREMENT', 'IMPORT_REVERSAL', 'TRANSFER_BALANCE_FROM']);

/** The details are in a field that is named after the type. What is taken from a card is below zero. */
export const gift_card_activities: Mapper<'gift_card_activity'> = (raw) => {
  const kind = text(raw.type);
  const details = asRecord(raw[`${kind?.toLowerCase() ?? ''}_activity_details`]);
  const { amountMinor: amount, currency } = money(details.amount_money);
  const balance = money(raw.gift_card_balance_money);
  return {
    amountMinor: amount !== null && TAKES.has(kind ?? '') ? 0 - amount : amount,
    currency: currency ?? balance.currency,
    giftCardId: text(raw.gift_card_id),
    kind,
    balanceMinor: balance.amountMinor,
    orderId: text(details.order_id),
    paymentId: text(details.payment_id),
    locationId: text(raw.location_id),
    createdAt: isoTime(raw.created_at),
  };
};

export const loyalty_accounts: Mapper<'loyalty_account'> = (raw) => ({
  customerId: text(raw.customer_id),
  programId: text(raw.program_id),
  points: integer(raw.balance) ?? (raw.id === undefined ? null : 0),
  lifetimePoints: integer(raw.lifetime_points) ?? (raw.id === undefined ? null : 0),
  enrolledAt: isoTime(raw.enrolled_at),
  createdAt: isoTime(raw.created_at),
});
