import { eventState } from '../../kit/push/event.state.js';
import { NOTHING, skipped, waiting } from '../../kit/push/built.requests.js';
import { itemsOf } from '../../kit/push/pushed.items.js';
import { nameOf, type Desired, type KnownObject, type PushedItem, type PushIntent } from '../../push.port.js';
import { priceStateOf, type PriceState } from './stripe.price-state.js';
import { unitAmountOf } from './stripe.push-amounts.js';
import type { Draft } from './stripe.push-draft.js';
import { HUB_REF, HUB_REPLACED_BY, HUB_REPLACES, hubMetadata, hubName } from './stripe.push-metadata.js';

type Event = PushedItem<'events'>;
type TicketType = Event['body']['ticketTypes'][number];

/** What is wanted of a price. */
interface Wanted {
  nickname: string;
  currency: string;
  units: number;
  product: string;
  lookupKey: string;
  metadata: Record<string, string>;
}

export function planPrices({ entity, platformId, body }: PushedItem): readonly Desired[] {
  if (entity !== 'events') return [];
  const product = { target: 'product', subject: platformId, part: '' };
  // Of an event that is not for sale no product may ever be made, so a price must not wait for one.
  const needs = eventState(body) === 'live' ? [product] : [];
  return body.ticketTypes.map(({ id: part }) => ({ target: 'price', subject: platformId, part, needs, reads: [] }));
}

/**
 * The next of the requests that a price takes. An amount never changes: a new price takes over the lookup key, then it
 * becomes the product's default price if the old one was that, then the old one is archived.
 * @param most the largest `unit_amount`
 */
export function draftPrice(intent: PushIntent, known: KnownObject | null, most: number): Draft {
  const { items, part } = intent;
  const [event] = itemsOf(items, 'events');
  const type = event && typeOf(event, part);
  const state = event && eventState(event.body);
  if (event && state === 'unpublished') return UNPUBLISHED;
  const price = known && priceStateOf(known);
  const cleared = price && replacement(price);
  if (cleared) return cleared;
  if (!event || !type || state !== 'live') return price ? archive(price, intent) : NEVER_MADE;
  const wanted = wantedOf(intent, event, type, most);
  if ('kind' in wanted) return wanted;
  if (!price || !isSame(price, wanted)) return create(wanted, price);
  return adjust(price, wanted);
}

function create({ product, lookupKey, nickname, currency, units, metadata }: Wanted, former: PriceState | null): Draft {
  const params = {
    product,
    currency,
    unit_amount: units,
    nickname,
    lookup_key: lookupKey,
    transfer_lookup_key: true,
    metadata: { ...metadata, ...(former && { [HUB_REPLACES]: former.id }) },
  };
  return { kind: 'call', change: 'create', invoke: (stripe, options) => stripe.prices.create(params, options) };
}

/** What may change of a price, and is not as it is wanted. */
function adjust({ id, isActive, ...price }: PriceState, { lookupKey, nickname }: Wanted): Draft {
  const params = {
    ...(!isActive && { active: true }),
    ...(price.nickname !== nickname && { nickname }),
    ...(price.lookupKey !== lookupKey && { lookup_key: lookupKey, transfer_lookup_key: true }),
  };
  if (Object.keys(params).length === 0) return NOTHING;
  return { kind: 'call', change: 'update', invoke: (stripe, options) => stripe.prices.update(id, params, options) };
}

/** What is left to do about the price that this one has replaced. */
function replacement({ id, isActive, productId, defaultPrice, replaced }: PriceState): Draft | null {
  if (!replaced?.isActive) return null;
  if (defaultPrice !== replaced.id) {
    const params = { active: false, metadata: { [HUB_REPLACED_BY]: id } };
    return {
      kind: 'call',
      change: 'archive',
      invoke: (stripe, options) => stripe.prices.update(replaced.id, params, options),
    };
  }
  // A default price has to be active, and cannot be archived.
  if (!isActive || productId === null) return null;
  const params = { default_price: id };
  return {
    kind: 'call',
    change: 'update',
    invoke: (stripe, options) => stripe.products.update(productId, params, options),
  };
}

function archive({ id, isActive, defaultPrice }: PriceState, { items, former, part }: PushIntent): Draft {
  if (!isActive) return NOTHING;
  if (defaultPrice !== id) {
    const params = { active: false };
    return { kind: 'call', change: 'archive', invoke: (stripe, options) => stripe.prices.update(id, params, options) };
  }
  const [event] = itemsOf([...items, ...former], 'events');
  const isForSale = event !== undefined && eventState(event.body) === 'live' && !typeOf(event, part);
  // The product of an event that is over, or that has left the account, is archived, and nothing of it is for sale.
  return isForSale ? IS_DEFAULT : NOTHING;
}

function wantedOf(
  { links, subject, reference }: PushIntent,
  { platformId }: Event,
  type: TicketType,
  most: number,
): Wanted | Draft {
  const product = links.get(nameOf({ target: 'product', subject, part: '' }));
  if (product === undefined) return waiting('dependency', 'The product of the event is not there yet');
  const amount = unitAmountOf(type.priceMinor, type.currency, most);
  if (amount.kind === 'dead') return amount;
  return {
    nickname: type.name,
    currency: amount.currency,
    units: amount.units,
    product,
    lookupKey: hubName(reference),
    metadata: hubMetadata({ [HUB_REF]: reference, hub_event_id: platformId, hub_ticket_type_id: type.id }),
  };
}

function typeOf({ body }: Event, part: string): TicketType | undefined {
  return body.ticketTypes.find(({ id }) => id === part);
}

/** Whether it can be kept: these never change. */
function isSame(price: PriceState, { currency, units, product }: Wanted): boolean {
  return price.currency === currency && price.units === units && price.productId === product;
}

const UNPUBLISHED = skipped('status', 'The event is not approved yet');
const NEVER_MADE = skipped('status', 'The event is over or without this ticket type, and no price was made of it');
const IS_DEFAULT = waiting(
  'in_use',
  'The ticket type is gone, but its price is the default price of the product, which Stripe does not archive. Choose another default price at Stripe, then replay this',
);
