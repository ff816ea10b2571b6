import { integer, isoTime, metadata, text, firstText } from '../../kit/fields.js';
import { address, money, texts } from './square.fields.js';
import type { Mapper } from '../../kit/normaliser.js';

export const customers: Mapper<'customer'> = (raw) => {
  const person = [text(raw.given_name), text(raw.family_name)].filter(Boolean).join(' ');
  return {
    name: firstText(person, raw.company_name, raw.nickname),
    email: text(raw.email_address),
    phone: text(raw.phone_number),
    address: address(raw.address),
    currency: null,
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

export const loyalty_accounts: Mapper<'loyalty_account'> = (raw) => ({
  customerId: text(raw.customer_id),
  programId: text(raw.program_id),
  points: integer(raw.balance) ?? (raw.id === undefined ? null : 0),
  lifetimePoints: integer(raw.lifetime_points) ?? (raw.id === undefined ? null : 0),
  enrolledAt: isoTime(raw.enrolled_at),
  createdAt: isoTime(raw.created_at),
});
