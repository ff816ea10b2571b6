import { isKnownSince, isPinnedRelease } from '../api/stripe.api-version.js';
import { isFirstPage } from './stripe.nested-lists.js';
import type { StripeObject } from './stripe.page.js';
import type { StripeStream } from './stripe.stream.js';
import { streamOfObject } from './stripe.streams.js';

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
  /** The object has another form than reads have, as it came in a version that is not compatible. */
  foreign: boolean;
  /** The object is without a part that reads have. */
  lacking: boolean;
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
  const version = otherVersion(raw.api_version);
  return {
    id: raw.id,
    type: raw.type,
    created: raw.created,
    stream,
    object: version === null ? object : { ...object, [API_VERSION]: version },
    previous: typeof previous === 'object' && previous !== null ? (previous as Record<string, unknown>) : null,
    deleted: stream.deletable && raw.type.endsWith('.deleted'),
    foreign: version !== null && !isKnownSince(version, stream.snapshotsSince),
    lacking: lacksExpanded(object, stream),
  };
}

/** A list within the object is only a first page. */
export function isPartial({ object, deleted }: StripeEvent): boolean {
  return !deleted && Object.values(object).some(isFirstPage);
}

function lacksExpanded(object: StripeObject, { expand, lacks }: StripeStream): boolean {
  return expand.length > 0 && (lacks?.(object) ?? true);
}

/** Member of a stored object that came in another API version than that of reads. */
const API_VERSION = 'api_version';

/** An event is in its account's version. `null`: it reads as our own. */
function otherVersion(version: unknown): string | null {
  return typeof version === 'string' && !isPinnedRelease(version) ? version : null;
}
