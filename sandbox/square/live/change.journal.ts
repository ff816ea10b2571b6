import type { SandboxClock } from '../../common/sandbox.clock.js';
import { iso } from '../dataset/square.time.js';
import { externalId, type SquareObject, type StreamName } from '../square.stream.js';
import { eventTime, newEventId, type EventRecord } from './event.log.js';
import { EVENT_SHAPES, updatedTypes } from './event.types.js';
import { patched, stamped } from './object.stamp.js';
import type { SquareAccount } from './square.account.js';
import { isTombstone } from './stream.store.js';

export interface Change {
  object: SquareObject;
  events: EventRecord[];
}

type Listener = (account: SquareAccount, event: EventRecord) => void;
type Gate = { isSearchable(): boolean; isGranted(account: SquareAccount): boolean; apiVersion(): string };

/** The only way a merchant's content changes, so that every change leaves the events it would leave at Square. */
export class ChangeJournal {
  /** Called for every change, including consequences of other changes. */
  observer: ((operation: 'created' | 'updated' | 'deleted', stream: StreamName, object: SquareObject) => void) | null =
    null;
  private batch: { account: SquareAccount; changed: boolean } | null = null;

  constructor(
    private readonly clock: SandboxClock,
    private readonly gate: Gate,
    private readonly listener: Listener,
  ) {}

  /** @param at epoch milliseconds; now unless given */
  create(account: SquareAccount, stream: StreamName, fields: SquareObject, at = this.now()): Change {
    const store = account.store(stream);
    const hasOwnId = stream === 'inventory_counts' || typeof fields.id === 'string';
    const object = stamped(stream, hasOwnId ? fields : { id: store.nextId, ...fields }, at);
    store.add(externalId(stream, object), object);
    this.observer?.('created', stream, object);
    return { object, events: this.emit(account, stream, EVENT_SHAPES[stream]?.created ?? [], object, at) };
  }

  update(account: SquareAccount, stream: StreamName, index: number, patch: SquareObject, at = this.now()): Change {
    const store = account.store(stream);
    const before = store.at(index);
    if (!before) throw new Error(`${stream} ${index} is gone`);
    const after = patched(stream, before, patch, at);
    store.replace(index, after);
    this.observer?.(isTombstone(after) ? 'deleted' : 'updated', stream, after);
    return { object: after, events: this.emit(account, stream, updatedTypes(stream, before, after), after, at) };
  }

  /** @param context what the event adds, such as the merge that made the customer disappear */
  remove(
    account: SquareAccount,
    stream: StreamName,
    index: number,
    context: SquareObject = {},
    at = this.now(),
  ): Change {
    const object = account.store(stream).at(index);
    if (!object) throw new Error(`${stream} ${index} is already gone`);
    account.store(stream).remove(index);
    this.observer?.('deleted', stream, object);
    const types = EVENT_SHAPES[stream]?.deleted ?? [];
    return { object, events: types.map((type) => this.publish(account, stream, type, object, at, context)) };
  }

  /** However many catalogue objects change inside, Square reports one new version of the catalogue. */
  oneCatalogVersion<T>(account: SquareAccount, work: () => T, at = this.now()): { result: T; events: EventRecord[] } {
    if (this.batch) return { result: work(), events: [] };
    const batch = (this.batch = { account, changed: false });
    let result: T;
    try {
      result = work();
    } finally {
      this.batch = null;
    }
    const events = batch.changed
      ? [this.publish(account, 'products', 'catalog.version.updated', { updated_at: iso(at) }, at)]
      : [];
    return { result, events };
  }

  /** An event about something that is no object of a stream. */
  announce(account: SquareAccount, type: string, data: SquareObject, at = this.now()): EventRecord {
    return this.record(account, type, data, at, 9);
  }

  now(): number {
    return this.clock.milliseconds();
  }

  private emit(
    account: SquareAccount,
    stream: StreamName,
    types: readonly string[],
    object: SquareObject,
    at: number,
  ): EventRecord[] {
    if (stream === 'products' && this.batch) {
      this.batch.changed = true;
      return [];
    }
    return types.map((type) => this.publish(account, stream, type, object, at));
  }

  private publish(
    account: SquareAccount,
    stream: StreamName,
    type: string,
    object: SquareObject,
    at: number,
    context: SquareObject = {},
  ): EventRecord {
    const shape = EVENT_SHAPES[stream]!;
    const location = shape.hasLocation ? String(object.location_id ?? object.id) : undefined;
    return this.record(account, type, eventData(stream, type, object, context), at, shape.precision, location);
  }

  private record(
    account: SquareAccount,
    type: string,
    data: SquareObject,
    at: number,
    precision: 0 | 3 | 9,
    location?: string,
  ): EventRecord {
    const id = newEventId();
    const event: EventRecord = {
      at,
      searchable: this.gate.isSearchable(),
      granted: this.gate.isGranted(account),
      apiVersion: this.gate.apiVersion(),
      body: {
        merchant_id: account.id,
        ...(location === undefined ? {} : { location_id: location }),
        type,
        event_id: id,
        created_at: eventTime(at, precision, id),
        data,
      },
    };
    account.events.push(event);
    this.listener(account, event);
    return event;
  }
}

/** Orders, the catalogue and locations send a pointer; counts come in a list; everything else travels whole. */
function eventData(stream: StreamName, type: string, object: SquareObject, context: SquareObject): SquareObject {
  const { noun } = EVENT_SHAPES[stream]!;
  const isDeleted = type.endsWith('.deleted');
  if (stream === 'locations') return { type: noun, id: object.id };
  if (stream === 'invoices' && isDeleted) return { type: noun, id: object.id, deleted: true };
  if (stream === 'products') {
    return { type: noun, id: newEventId(), object: { catalog_version: { updated_at: object.updated_at } } };
  }
  if (stream === 'inventory_counts') return { type: noun, id: newEventId(), object: { inventory_counts: [object] } };
  if (stream === 'orders') {
    const kind = type === 'order.created' ? 'order_created' : 'order_updated';
    return { type: kind, id: object.id, object: { [kind]: orderPointer(kind, object) } };
  }
  return {
    type: noun,
    id: object.id,
    ...(isDeleted && stream === 'customers' ? { deleted: true } : {}),
    object: { [noun]: object, ...context },
  };
}

function orderPointer(kind: string, order: SquareObject): SquareObject {
  return {
    created_at: order.created_at,
    location_id: order.location_id,
    order_id: order.id,
    state: order.state,
    ...(kind === 'order_updated' ? { updated_at: order.updated_at } : {}),
    version: order.version,
  };
}
