import { BadRequestError } from '../../common/http.errors.js';
import { inside, items, text } from '../fields.js';

/** One change that a delivery tells of, whichever of the two forms it came in. */
export interface QuickBooksNotification {
  /** `null`: the old form has none. */
  id: string | null;
  realmId: string | null;
  /** In whatever case the form writes it; `null`: not one of QuickBooks' entities. */
  entity: string | null;
  entityId: string | null;
  /** `updated`, `deleted` and so on; the old form says `Update`, `Delete`. */
  operation: string;
  /** When it happened, as it is written. */
  time: string;
  /** Of a merge: the object that is no more. */
  deletedId: string | null;
  /** As the providers of both forms name it. */
  type: string;
  /** This change alone, in the form in which it came. */
  body: unknown;
}

/** `qbo.customer.updated.v1` */
const TYPE = /^qbo\.([a-z]+)\.([a-z]+)\.v\d+$/i;

/**
 * CloudEvents since 2026, several companies in one array, and the form before that.
 * https://blogs.intuit.com/2025/11/12/upcoming-change-to-webhooks-payload-structure/
 * @throws BadRequestError when it is neither
 */
export function readNotifications(body: string): QuickBooksNotification[] {
  const parsed = parse(body);
  if (Array.isArray(parsed)) return parsed.map(cloudEvent);
  const notifications = inside(parsed).eventNotifications;
  if (Array.isArray(notifications)) return items(notifications).flatMap(legacy);
  throw new BadRequestError('malformed_event', 'The body is neither a list of events nor of notifications');
}

function cloudEvent(value: unknown): QuickBooksNotification {
  const event = inside(value);
  const type = text(event.type) ?? 'unknown';
  const [, entity = null, operation = ''] = TYPE.exec(type) ?? [];
  return {
    id: text(event.id) || null,
    realmId: text(event.intuitaccountid),
    entity,
    entityId: text(event.intuitentityid),
    operation: operation.toLowerCase(),
    time: text(event.time) ?? '',
    deletedId: text(inside(event.data).deletedid),
    type,
    body: [value],
  };
}

function legacy(notification: Record<string, unknown>): QuickBooksNotification[] {
  const realmId = text(notification.realmId);
  return items(inside(notification.dataChangeEvent).entities).map((entity) => {
    const name = text(entity.name);
    const operation = text(entity.operation) ?? '';
    return {
      id: null,
      realmId,
      entity: name,
      entityId: text(entity.id),
      operation: operation.toLowerCase(),
      time: text(entity.lastUpdated) ?? '',
      deletedId: text(entity.deletedId) ?? text(entity.deletedID),
      type: name === null ? 'unknown' : `${name}.${operation}`,
      body: { eventNotifications: [{ ...notification, dataChangeEvent: { entities: [entity] } }] },
    };
  });
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body) as unknown;
  } catch {
    throw new BadRequestError('malformed_event', 'The body is not JSON');
  }
}
