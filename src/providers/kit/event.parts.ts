import { UnreadableError } from './unreadable.error.js';
import { unreadableEvent } from './unreadable.event.js';
import type { InboundEvent } from '../webhook.port.js';

/** One event among those of a delivery. */
export interface EventPart<T> {
  /** A delivery of this event and no other. */
  alone(): Buffer;
  /** @throws UnreadableError */
  read(): T;
}

/**
 * Reads each event of a delivery by itself. One that cannot be understood is kept as a separate dead event, and
 * the others lose nothing by it.
 * @throws UnreadableError when there are more than `most`
 */
export function readParts<T>(
  parts: readonly EventPart<T>[],
  most: number,
  toEvent: (read: T, part: EventPart<T>) => InboundEvent,
): InboundEvent[] {
  if (parts.length > most) throw new UnreadableError('too_many_events', `The delivery has more than ${most} events`);
  return parts.map((part) => {
    try {
      return toEvent(part.read(), part);
    } catch (error) {
      return unreadableEvent(part.alone(), UnreadableError.from(error));
    }
  });
}
