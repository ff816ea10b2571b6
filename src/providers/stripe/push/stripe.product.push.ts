import { eventState } from '../../kit/push/event.state.js';
import { skipped } from '../../kit/push/built.requests.js';
import { itemsOf } from '../../kit/push/pushed.items.js';
import type { Desired, KnownObject, PushedItem, PushIntent } from '../../push.port.js';
import type { Draft } from './stripe.push-draft.js';
import { HUB_REF, hubMetadata, hubName } from './stripe.push-metadata.js';

type Event = PushedItem<'events'>;

export function planProduct({ entity, platformId }: PushedItem): readonly Desired[] {
  if (entity !== 'events') return [];
  return [{ target: 'product', subject: platformId, part: '', needs: [], reads: [] }];
}

export function draftProduct({ items, reference }: PushIntent, known: KnownObject | null): Draft {
  const [event] = itemsOf(items, 'events');
  if (!event) return known ? archive(known.externalId) : NEVER_MADE;
  const state = eventState(event.body);
  if (state === 'unpublished') return UNPUBLISHED;
  if (state === 'over' && !known) return NEVER_MADE;
  return known ? update(known.externalId, event, reference, state === 'live') : create(event, reference);
}

function create(event: Event, reference: string): Draft {
  const { name, description, url } = textsOf(event);
  const metadata = metadataOf(event, reference);
  const id = hubName(reference);
  const params = { id, name, ...(description && { description }), ...(url && { url }), metadata };
  return {
    kind: 'call',
    change: 'create',
    content: contentOf(event, reference, true),
    invoke: (stripe, options) => stripe.products.create(params, options),
  };
}

function update(id: string, event: Event, reference: string, active: boolean): Draft {
  const params = { ...textsOf(event), active, metadata: metadataOf(event, reference) };
  return {
    kind: 'call',
    change: active ? 'update' : 'archive',
    content: contentOf(event, reference, active),
    invoke: (stripe, options) => stripe.products.update(id, params, options),
  };
}

/** The event belongs to another venue now, and no longer to this account. */
function archive(id: string): Draft {
  return {
    kind: 'call',
    change: 'archive',
    invoke: (stripe, options) => stripe.products.update(id, { active: false }, options),
  };
}

/** Empty: it is cleared. Absent: the platform says nothing of it. */
function textsOf({ body }: Event): { name: string; description?: string; url?: string } {
  const { name, description, url } = body;
  return {
    name,
    ...(description !== undefined && { description: description ?? '' }),
    ...(url !== undefined && { url: url ?? '' }),
  };
}

function metadataOf({ platformId, body }: Event, reference: string): Record<string, string> {
  const { venueId, startsAt } = body;
  const event = { hub_event_id: platformId, hub_venue_id: venueId, hub_starts_at: startsAt };
  return hubMetadata({ [HUB_REF]: reference, ...event });
}

const contentOf = (event: Event, reference: string, active: boolean): string =>
  JSON.stringify({ ...textsOf(event), active, metadata: metadataOf(event, reference) });

const UNPUBLISHED = skipped('status', 'The event is not approved yet');
const NEVER_MADE = skipped('status', 'The event is over or gone, and no product was made of it');
