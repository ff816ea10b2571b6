import type { Money, SquareObject } from '../square.stream.js';
import type { Dataset } from './dataset.js';
import { currencyAt, MAIN_LOCATION } from './location.objects.js';
import { iso } from './square.time.js';

export function giftCard(data: Dataset, index: number): SquareObject {
  const hash = data.hash('gift_cards', index, 20);
  const currency = currencyAt(MAIN_LOCATION);
  const state = hash % 12 === 0 ? 'PENDING' : hash % 17 === 0 ? 'BLOCKED' : 'ACTIVE';
  const customer = data.earlier('customers', 'gift_cards', index, 7);
  return {
    id: data.id('gift_cards', index),
    type: hash % 3 === 0 ? 'PHYSICAL' : 'DIGITAL',
    gan_source: 'SQUARE',
    state,
    balance_money: { amount: state === 'PENDING' ? 0 : 500 + ((hash >>> 5) % 20) * 500, currency },
    gan: giftCardNumber(index),
    created_at: iso(data.moment('gift_cards', index)),
    ...(customer < 0 || hash % 5 === 0 ? {} : { customer_ids: [data.id('customers', customer)] }),
  };
}

const giftCardNumber = (index: number): string => `77833200${String(10_000_000 + index)}`;

/** The first activity of a card puts money on it; the others take some, or add some. */
export function giftCardActivity(data: Dataset, index: number): SquareObject {
  const card = Math.max(0, data.parent('gift_card_activities', 'gift_cards', index));
  const [first] = data.children('gift_card_activities', 'gift_cards', card);
  const hash = data.hash('gift_card_activities', index, 20);
  const currency = currencyAt(MAIN_LOCATION);
  const kind = index === first ? 'ACTIVATE' : hash % 3 === 0 ? 'LOAD' : 'REDEEM';
  const money = (amount: number): Money => ({ amount, currency });
  return {
    id: data.id('gift_card_activities', index),
    type: kind,
    location_id: data.id('locations', MAIN_LOCATION),
    created_at: iso(data.moment('gift_card_activities', index)),
    gift_card_id: data.id('gift_cards', card),
    gift_card_gan: giftCardNumber(card),
    gift_card_balance_money: money(500 + ((hash >>> 5) % 20) * 500),
    ...activityDetails(kind, money(100 + ((hash >>> 3) % 20) * 100), `sandbox-${index}`),
  };
}

/** What an activity did, in a field that is named after its type. */
export function activityDetails(
  kind: 'ACTIVATE' | 'LOAD' | 'REDEEM',
  amount_money: Money,
  reference_id: string,
): SquareObject {
  const status = kind === 'REDEEM' ? { status: 'COMPLETED' } : {};
  return { [`${kind.toLowerCase()}_activity_details`]: { amount_money, reference_id, ...status } };
}
