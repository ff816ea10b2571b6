import type { SandboxClock } from '../../common/sandbox.clock.js';
import { BUILDERS } from '../dataset/object.builders.js';
import type { StreamName, StripeObject } from '../stripe.stream.js';
import type { EventRecord, RequestOrigin } from './event.log.js';
import { createdEvents, deletedEvents, updatedEvents } from './event.types.js';
import { patched, previousAttributes } from './object.patch.js';
import type { StripeAccount } from './stripe.account.js';

export interface Change {
  object: StripeObject;
  events: EventRecord[];
}

type EventListener = (account: StripeAccount, event: EventRecord) => void;

const NO_ORIGIN: RequestOrigin = { id: null, idempotencyKey: null };

/** The only way an account's content changes, so that every change leaves the events it would leave at Stripe. */
export class ChangeJournal {
  constructor(
    private readonly clock: SandboxClock,
    private readonly listener: EventListener,
  ) {}

  create(
    account: StripeAccount,
    stream: StreamName,
    fields: Record<string, unknown>,
    origin: RequestOrigin = NO_ORIGIN,
    at?: number,
  ): Change {
    const draft = this.draft(account, stream, at);
    const object = patched('metadata' in fields ? { ...draft, metadata: {} } : draft, fields);
    const created = at ?? (typeof fields.created === 'number' ? fields.created : this.clock.now());
    account.store(stream).add(object, created);
    if (stream === 'prices') account.lookupKeys.note(object);
    return { object, events: this.emit(account, createdEvents(stream, object), object, null, origin, at) };
  }

  update(
    account: StripeAccount,
    stream: StreamName,
    index: number,
    fields: Record<string, unknown>,
    origin: RequestOrigin = NO_ORIGIN,
    at?: number,
  ): Change {
    const store = account.store(stream);
    const before = store.at(index);
    if (!before) throw new Error(`${stream} ${index} is deleted`);
    const touched = stream === 'products' ? { updated: at ?? this.clock.now(), ...fields } : fields;
    const after = patched(before, touched);
    store.replace(index, after);
    if (stream === 'prices') account.lookupKeys.note(after);
    const previous = previousAttributes(before, after);
    if (Object.keys(previous).length === 0) return { object: after, events: [] };
    return {
      object: after,
      events: this.emit(account, updatedEvents(stream, before, after), after, previous, origin, at),
    };
  }

  remove(
    account: StripeAccount,
    stream: StreamName,
    index: number,
    origin: RequestOrigin = NO_ORIGIN,
    at?: number,
  ): Change {
    const object = account.store(stream).at(index);
    if (!object) throw new Error(`${stream} ${index} is already deleted`);
    account.store(stream).remove(index);
    return { object, events: this.emit(account, deletedEvents(stream), object, null, origin, at) };
  }

  announce(account: StripeAccount, type: string, object: StripeObject): EventRecord[] {
    return this.emit(account, [type], object, null, NO_ORIGIN, undefined);
  }

  /** What the next object of the stream would be if it had been there from the start. */
  draft(account: StripeAccount, stream: StreamName, at?: number): StripeObject {
    account.data.appendedAt = at ?? this.clock.now();
    return BUILDERS[stream](account.data, account.store(stream).nextIndex);
  }

  private emit(
    account: StripeAccount,
    types: readonly string[],
    object: StripeObject,
    previous: Record<string, unknown> | null,
    origin: RequestOrigin,
    at: number | undefined,
  ): EventRecord[] {
    return types.map((type) => {
      const attributes = type.endsWith('.updated') ? previous : null;
      const event = account.events.append(type, object, attributes, at ?? this.clock.now(), origin);
      this.listener(account, event);
      return event;
    });
  }
}
