import type { Rules, TargetKey } from '../../push.port.js';
import type { PushedEvent, PushedPayment } from './quickbooks.pushed-items.js';
import { chosen, isOn } from './quickbooks.push-rules.js';

/** What is known of a payment when its customer is looked for: a refund has the event and the venue of its sale. */
type Bought = Pick<PushedPayment, 'eventId' | 'venueId' | 'currency'>;

/** The customers that an event makes: one for each currency that it sells in, as each customer has one currency for good. */
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
  const { eventId, currency } = bought;
  const sells = event === null || currenciesOf(event).includes(currency);
  if (mode !== 'venue') return eventId && sells ? ofEvent(eventId, currency) : null;
  const venueId = bought.venueId || event?.venueId;
  if (!venueId || (event?.venueId === venueId && !sells)) return null;
  return ofVenue(venueId, currency);
}

/** Only the event says the venue, and so the customer. */
export function takesVenueOfEvent({ eventId, venueId }: Omit<Bought, 'currency'>, rules: Rules): boolean {
  return isOn(rules, 'sale') && chosen(rules, 'sale', 'customer') === 'venue' && Boolean(eventId) && !venueId;
}

const ofEvent = (eventId: string, currency: string): TargetKey => ({
  target: 'customer',
  subject: eventId,
  part: currency,
});

/** A venue may have the id of an event, so these are another kind of target. */
const ofVenue = (venueId: string, currency: string): TargetKey => ({
  target: 'venue_customer',
  subject: venueId,
  part: currency,
});

function currenciesOf({ ticketTypes }: Pick<PushedEvent, 'ticketTypes'>): string[] {
  return [...new Set(ticketTypes.map(({ currency }) => currency))].sort();
}
