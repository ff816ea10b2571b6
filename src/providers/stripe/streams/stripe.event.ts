import { STRIPE_API_VERSION } from '../api/stripe.api-version.js';
import type { StripeObject } from './stripe.page.js';
import { streamOfObject, type StripeStream } from './stripe.streams.js';

/** A snapshot event, as far as it is relied upon: https://docs.stripe.com/api/events/object */
export interface StripeEvent {
  id: string;
  type: string;
  /** Epoch seconds. */
  created: number;
  stream: StripeStream;
  object: StripeObject;
  /** What the changed fields were before; `null` where Stripe does not say. */
  previous: Record<string, unknown> | null;
  /** The object is gone. */
  deleted: boolean;
  /** Rendered in another version than reads are, so that it must be read to be comparable. */
  foreign: boolean;
}

/** `null`: it concerns nothing that is kept. */
export function readEvent(raw: Record<string, unknown>): StripeEvent | null {
  const data = raw.data as { object?: StripeObject; previous_attributes?: unknown } | undefined;
  const object = data?.object;
  const stream = streamOfObject(object?.object);
  // A preview of an invoice that does not exist yet has an id that nothing can be read by.
  if (!object || !stream || typeof object.id !== 'string' || raw.type === 'invoice.upcoming') return null;
  if (typeof raw.id !== 'string' || typeof raw.type !== 'string' || typeof raw.created !== 'number') return null;
  const previous = data.previous_attributes;
  return {
    id: raw.id,
    type: raw.type,
    created: raw.created,
    stream,
    object,
    previous: typeof previous === 'object' && previous !== null ? (previous as Record<string, unknown>) : null,
    deleted: stream.deletable && raw.type.endsWith('.deleted'),
    foreign: typeof raw.api_version === 'string' && raw.api_version !== STRIPE_API_VERSION,
  };
}
