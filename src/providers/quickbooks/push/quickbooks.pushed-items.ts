import { itemWithId } from '../../kit/push/pushed.items.js';
import type { ItemBody, PushIntent } from '../../push.port.js';

export type PushedEvent = ItemBody<'events'>;
export type PushedPayment = ItemBody<'payments'>;
export type PushedLine = NonNullable<PushedPayment['lines']>[number];
export type LineType = NonNullable<PushedLine['type']>;

/** The event that a payment is for. A refund that names none is for that of its sale. */
export function eventIdOf({ eventId }: PushedPayment, sale: PushedPayment | null): string | null {
  return eventId ?? sale?.eventId ?? null;
}

/** The venue that a payment names itself. A refund that names none is of that of its sale. */
export function venueIdOf({ venueId }: PushedPayment, sale: PushedPayment | null): string | null {
  return venueId || sale?.venueId || null;
}

type Known = Pick<PushIntent, 'related'>;

export function relatedEvent({ related }: Known, id: string | null | undefined): PushedEvent | null {
  return itemWithId(related, 'events', id)?.body ?? null;
}

export function relatedPayment({ related }: Known, id: string | null | undefined): PushedPayment | null {
  return itemWithId(related, 'payments', id)?.body ?? null;
}
