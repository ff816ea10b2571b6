import type { Rules, TargetKey } from '../../push.port.js';
import { whyNotPosted } from './quickbooks.posting.js';
import { eventIdOf, venueIdOf, type PushedEvent, type PushedPayment } from './quickbooks.pushed-items.js';
import { chosen, isOn } from './quickbooks.push-rules.js';

/** What is known of a payment when its customer is looked for: a refund has the event, the venue and the buyer of its sale. */
type Bought = Pick<PushedPayment, 'eventId' | 'venueId' | 'currency'> & { buyerId: string | null };

/** @param sale of a refund, if it is known */
export function boughtWith(payment: PushedPayment, sale: PushedPayment | null, rules: Rules): Bought {
  const { currency } = payment;
  const eventId = eventIdOf(payment, sale);
  // Only a sale that is posted in this currency makes a customer of its buyer.
  const seller = sale?.currency === currency && whyNotPosted(sale, rules) === null ? sale : null;
  const buyerId = payment.customer?.id ?? seller?.customer?.id ?? null;
  return { eventId, venueId: venueIdOf(payment, sale), currency, buyerId };
}

/** The customer that a payment makes of its buyer. `null`: none. */
export function buyerOf({ customer, currency }: PushedPayment, rules: Rules): TargetKey | null {
  return customer && chosen(rules, 'sale', 'customer') === 'buyer' ? ofBuyer(customer.id, currency) : null;
}

/**
 * The customers that an event makes: one for each currency that it sells in, as each customer has one currency for good. A
 * payment that does not say its buyer names that of its event.
 */
export function customersOf(event: PushedEvent, rules: Rules): TargetKey[] {
  const mode = chosen(rules, 'sale', 'customer');
  if (mode === 'none') return [];
  return currenciesOf(event).map((currency) =>
    mode === 'venue' ? ofVenue(event.venueId, currency) : ofEvent(event.id, currency),
  );
}

/**
 * The customer that the document of a payment names. An event that does not sell in the currency has no customer in it.
 * @returns `null`: it names none
 */
export function customerOf(bought: Bought, event: PushedEvent | null, rules: Rules): TargetKey | null {
  const mode = chosen(rules, 'sale', 'customer');
  if (!isOn(rules, 'sale') || mode === 'none') return null;
  const { eventId, currency, buyerId } = bought;
  if (mode === 'buyer' && buyerId !== null) return ofBuyer(buyerId, currency);
  const sells = event === null || currenciesOf(event).includes(currency);
  if (mode !== 'venue') return eventId && sells ? ofEvent(eventId, currency) : null;
  const venueId = bought.venueId || event?.venueId;
  if (!venueId || (event?.venueId === venueId && !sells)) return null;
  return ofVenue(venueId, currency);
}

/** Only the event says the venue, and so the customer. */
export function takesVenueOfEvent({ eventId, venueId }: Pick<Bought, 'eventId' | 'venueId'>, rules: Rules): boolean {
  return isOn(rules, 'sale') && chosen(rules, 'sale', 'customer') === 'venue' && Boolean(eventId) && !venueId;
}

const ofEvent = (eventId: string, currency: string): TargetKey => ({
  target: 'customer',
  subject: eventId,
  part: currency,
});

const ofBuyer = (buyerId: string, currency: string): TargetKey => ({
  target: 'buyer_customer',
  subject: buyerId,
  part: currency,
});

/** A venue may have the id of an event, so these are another kind of target. */
const ofVenue = (venueId: string, currency: string): TargetKey => ({
  target: 'venue_customer',
  subject: venueId,
  part: currency,
});

/** What a customer is of, for messages. */
export function whoseIs({ target }: TargetKey): string {
  if (target === 'buyer_customer') return 'buyer';
  return target === 'venue_customer' ? 'venue' : 'event';
}

function currenciesOf({ ticketTypes }: Pick<PushedEvent, 'ticketTypes'>): string[] {
  return [...new Set(ticketTypes.map(({ currency }) => currency))].sort();
}
