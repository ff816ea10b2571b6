import { shown } from './object.rendering.js';
import { inVersion } from './former.objects.js';
import type { StripeObject } from '../stripe.stream.js';
import { emptySource } from './object.source.js';
import type { AccountObjects } from './account.objects.js';
import { StreamStore } from './stream.store.js';

export interface RequestOrigin {
  id: string | null;
  idempotencyKey: string | null;
}

/** What happened, with the object as it was right then: objects are never changed in place, so nothing is copied. */
export interface EventRecord {
  id: string;
  created: number;
  type: string;
  object: StripeObject;
  previous: Record<string, unknown> | null;
  origin: RequestOrigin;
  pending: number;
  undelivered: boolean;
}

export const RETENTION_SECONDS = 30 * 86_400;

export class EventLog {
  readonly store: StreamStore<EventRecord>;

  constructor(account: string) {
    this.store = new StreamStore<EventRecord>(emptySource('evt_', account));
  }

  append(
    type: string,
    object: StripeObject,
    previous: Record<string, unknown> | null,
    created: number,
    origin: RequestOrigin,
  ): EventRecord {
    const id = this.store.idAt(this.store.nextIndex);
    const record: EventRecord = { id, created, type, object, previous, origin, pending: 0, undelivered: false };
    this.store.add(record, created);
    return record;
  }
}

/**
 * @param version that it is rendered in
 * @param account present only where a platform is told about a connected account
 */
export function renderEvent(
  record: EventRecord,
  source: AccountObjects,
  version = source.apiVersion,
  account?: string,
): StripeObject {
  const object = inVersion(source, shown(record.object), version);
  return {
    id: record.id,
    object: 'event',
    ...(account === undefined ? {} : { account }),
    api_version: version,
    created: record.created,
    data: { object, ...(record.previous ? { previous_attributes: record.previous } : {}) },
    livemode: false,
    pending_webhooks: record.pending,
    request: { id: record.origin.id, idempotency_key: record.origin.idempotencyKey },
    type: record.type,
  };
}

/** The thin form: it says what happened to which object, and leaves the reading to the receiver. */
export function renderThinEvent(record: EventRecord, account: string | undefined, path: string | null): StripeObject {
  return {
    id: record.id,
    object: 'v2.core.event',
    ...(account === undefined ? {} : { context: account }),
    created: new Date(record.created * 1000).toISOString(),
    livemode: false,
    reason:
      record.origin.id === null
        ? null
        : { type: 'request', request: { id: record.origin.id, idempotency_key: record.origin.idempotencyKey } },
    related_object:
      path === null
        ? null
        : { id: record.object.id, type: record.object.object, url: `/v1/${path}/${record.object.id}` },
    snapshot_event: record.id,
    type: `v1.${record.type}`,
  };
}
