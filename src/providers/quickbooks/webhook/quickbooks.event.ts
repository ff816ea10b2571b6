import { isName, optionalName, requiredName } from '../../kit/event.fields.js';
import type { EventPart } from '../../kit/event.parts.js';
import { asRecord, isObject } from '../../kit/fields.js';
import { UnreadableError } from '../../kit/unreadable.error.js';
import { streamOfEntity } from '../streams/quickbooks.streams.js';

/** One change that a delivery reports, in either of its two forms. */
export interface QuickBooksNotification {
  /** `null`: the old form has none. */
  id: string | null;
  realmId: string;
  /** In whatever case the form writes it; `null`: not one of QuickBooks' entities. */
  entity: string | null;
  entityId: string | null;
  /** `updated`, `deleted` and so on; the old form says `Update`, `Delete`. */
  operation: string;
  /** When it happened, as it is written; `null`: not said. */
  time: string | null;
  /** Of a merge: the object that is no more. */
  deletedId: string | null;
  /** As the providers of both forms name it. */
  type: string;
}

type Raw = Record<string, unknown>;

/** `qbo.customer.updated.v1` */
const TYPE = /^qbo\.([a-z]+)\.([a-z]+)\.v\d+$/i;

/**
 * The changes of a delivery, each to be read by itself: CloudEvents since 2026, one or an array that may name several
 * companies, or the form before that.
 * https://blogs.intuit.com/2025/11/12/upcoming-change-to-webhooks-payload-structure/
 * @throws UnreadableError when it is neither
 */
export function notificationsIn(delivery: unknown): EventPart<QuickBooksNotification>[] {
  if (Array.isArray(delivery)) return delivery.map(cloudEvent);
  const { eventNotifications: notifications, specversion, type } = asRecord(delivery);
  if (Array.isArray(notifications)) return notifications.flatMap(legacyNotification);
  if (isObject(delivery) && (specversion ?? type) !== undefined) return [cloudEvent(delivery)];
  throw malformed('The body is neither an event, nor a list of events or notifications');
}

function cloudEvent(value: unknown): EventPart<QuickBooksNotification> {
  return { alone: () => toBody([value]), read: () => readCloudEvent(checkedObject(value)) };
}

function readCloudEvent(event: Raw): QuickBooksNotification {
  const type = requiredName(event.type, 'type');
  const [, entity = null, operation = ''] = TYPE.exec(type) ?? [];
  return {
    id: optionalName(event.id, 'id'),
    realmId: requiredName(event.intuitaccountid, 'intuitaccountid'),
    entity,
    entityId: entityIdOf(entity, event.intuitentityid, 'intuitentityid'),
    operation: operation.toLowerCase(),
    time: optionalName(event.time, 'time'),
    deletedId: optionalName(asRecord(event.data).deletedid, 'deletedid'),
    type,
  };
}

function legacyNotification(value: unknown): EventPart<QuickBooksNotification>[] {
  const { realmId, dataChangeEvent } = asRecord(value);
  const { entities } = asRecord(dataChangeEvent);
  if (!isName(realmId) || !Array.isArray(entities)) {
    const read = () => {
      requiredName(realmId, 'realmId');
      throw malformed('The notification has no list of entities');
    };
    return [{ alone: () => toBody({ eventNotifications: [value] }), read }];
  }
  // The entity and its company only: what else the notification holds would be stored once for each of its entities.
  return entities.map((entity: unknown) => ({
    alone: () => toBody({ eventNotifications: [{ realmId, dataChangeEvent: { entities: [entity] } }] }),
    read: () => readEntity(realmId, checkedObject(entity)),
  }));
}

function readEntity(realmId: string, entity: Raw): QuickBooksNotification {
  const name = requiredName(entity.name, 'name');
  const operation = optionalName(entity.operation, 'operation') ?? '';
  return {
    id: null,
    realmId,
    entity: name,
    entityId: entityIdOf(name, entity.id, 'id'),
    operation: operation.toLowerCase(),
    time: optionalName(entity.lastUpdated, 'lastUpdated'),
    deletedId: optionalName(entity.deletedId ?? entity.deletedID, 'deletedId'),
    type: requiredName(`${name}.${operation}`, 'type'),
  };
}

/** What is kept must be named; of what is not, it does not matter. */
function entityIdOf(entity: string | null, id: unknown, field: string): string | null {
  return streamOfEntity(entity) ? requiredName(id, field) : optionalName(id, field);
}

function checkedObject(value: unknown): Raw {
  if (!isObject(value)) throw malformed('The event is not a JSON object');
  return value;
}

function toBody(value: unknown): Buffer {
  return Buffer.from(JSON.stringify(value));
}

function malformed(message: string): UnreadableError {
  return new UnreadableError('malformed_event', message);
}
