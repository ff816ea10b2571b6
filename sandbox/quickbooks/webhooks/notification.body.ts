import type { EntityEvent, EntityOperation } from '../live/entity.event.js';
import { SHAPES } from '../quickbooks.entity.js';

export type NotificationFormat = 'cloudevents' | 'legacy';

/** Intuit's portal lists `void`, other code of theirs says `voided`. */
export type VoidWord = 'void' | 'voided';

const LEGACY_OPERATION: Record<EntityOperation, string> = {
  created: 'Create',
  updated: 'Update',
  deleted: 'Delete',
  merged: 'Merge',
  emailed: 'Emailed',
  void: 'Void',
};

export function notificationBody(
  events: readonly EntityEvent[],
  format: NotificationFormat,
  voidWord: VoidWord,
  lone: 'list' | 'object' = 'list',
): string {
  if (format === 'legacy') return JSON.stringify(legacyBody(events));
  const list = events.map((event) => cloudEvent(event, voidWord));
  return JSON.stringify(lone === 'object' && list.length === 1 ? list[0] : list);
}

/** In force since 2026-07-31: an array, in which several companies may stand. */
function cloudEvent(event: EntityEvent, voidWord: VoidWord) {
  const entity = SHAPES[event.stream].entity.toLowerCase();
  const operation = event.operation === 'void' ? voidWord : event.operation;
  return {
    specversion: '1.0',
    id: event.id,
    source: 'intuit.dsnBgbseACLLRZNxo2dfc4evmEJdxde58xeeYcZliOU=',
    type: `qbo.${entity}.${operation}.v1`,
    datacontenttype: 'application/json',
    time: nanoseconds(event),
    intuitentityid: event.entityId,
    intuitaccountid: event.realmId,
    data: event.data,
  };
}

function legacyBody(events: readonly EntityEvent[]) {
  const byRealm = new Map<string, EntityEvent[]>();
  for (const event of events) byRealm.set(event.realmId, [...(byRealm.get(event.realmId) ?? []), event]);
  return {
    eventNotifications: [...byRealm].map(([realmId, own]) => ({
      realmId,
      dataChangeEvent: { entities: own.map(legacyEntity) },
    })),
  };
}

function legacyEntity(event: EntityEvent) {
  return {
    name: SHAPES[event.stream].entity,
    id: event.entityId,
    operation: LEGACY_OPERATION[event.operation],
    lastUpdated: new Date(event.timeMs).toISOString(),
    ...(event.data.deletedid ? { deletedId: event.data.deletedid } : {}),
  };
}

/** Intuit's clock shows nanoseconds; what is below a millisecond comes from the event's id. */
function nanoseconds(event: EntityEvent): string {
  const fraction = String(Number.parseInt(event.id.slice(0, 8), 16) % 1_000_000).padStart(6, '0');
  return `${new Date(event.timeMs).toISOString().slice(0, 23)}${fraction}Z`;
}
