import type { SquareObject } from '../square.stream.js';
import type { Dataset } from './dataset.js';
import { cardBrand } from './payment.objects.js';
import { paymentBase } from './sale.facts.js';
import { DAY, HOUR, iso } from './square.time.js';

const STATES = ['EVIDENCE_REQUIRED', 'EVIDENCE_REQUIRED', 'PROCESSING', 'WON', 'LOST', 'ACCEPTED'];
const REASONS = ['NO_KNOWLEDGE', 'NOT_AS_DESCRIBED', 'AMOUNT_DIFFERS', 'CANCELLED', 'DUPLICATE'];

const paymentOf = (data: Dataset, index: number): number => Math.max(0, data.parent('disputes', 'payments', index));

export const disputeLocation = (data: Dataset, index: number): number =>
  paymentBase(data, paymentOf(data, index)).location;

export function disputeCreated(data: Dataset, index: number): number {
  const { created } = paymentBase(data, paymentOf(data, index));
  return data.after(created, DAY + (data.hash('disputes', index, 20) % (30 * DAY)));
}

export function dispute(data: Dataset, index: number): SquareObject {
  const hash = data.hash('disputes', index, 21);
  const payment = paymentOf(data, index);
  const { amount, currency, location } = paymentBase(data, payment);
  const created = disputeCreated(data, index);
  const state = STATES[hash % STATES.length]!;
  const updated = state === 'EVIDENCE_REQUIRED' ? created : data.after(created, HOUR + (hash % (9 * DAY)));
  return {
    id: data.id('disputes', index),
    dispute_id: data.id('disputes', index),
    amount_money: { amount, currency },
    reason: REASONS[(hash >>> 4) % REASONS.length],
    state,
    due_at: iso(created + 14 * DAY),
    disputed_payment: { payment_id: data.id('payments', payment) },
    card_brand: cardBrand(data, payment),
    created_at: iso(created),
    updated_at: iso(updated),
    brand_dispute_id: data.word('disputes', index, 25, 22),
    reported_at: iso(created),
    version: state === 'EVIDENCE_REQUIRED' ? 1 : 2 + (hash % 4),
    location_id: data.id('locations', location),
  };
}
