import type { ControlBody } from '../../common/control.router.js';
import { cancellation } from '../api/object.actions.js';
import type { Change } from '../live/change.journal.js';
import { renderEvent } from '../live/event.log.js';
import { canBeDeleted } from '../live/event.types.js';
import { refundCharge } from '../live/refund.action.js';
import { isDerived, type DerivedName } from '../live/derived.streams.js';
import type { StripeAccount } from '../live/stripe.account.js';
import type { StreamName } from '../stripe.stream.js';
import type { StripeWorld } from '../stripe.world.js';
import { newcomer } from './account.mutator.js';

type AnyStream = StreamName | DerivedName;

/** One change by name, answered with the object and the events that it left. */
export class SingleChanges {
  constructor(private readonly world: StripeWorld) {}

  update(account: StripeAccount, name: AnyStream, body: ControlBody) {
    const stream = changeable(name);
    const patch = (body.patch ?? {}) as ControlBody;
    const { journal } = this.world;
    const change = journal.update(account, stream, indexOf(account, stream, body.id), patch);
    // What no change of the object shows by itself: `invoice.overdue`.
    if (typeof body.event === 'string') change.events.push(...journal.announce(account, body.event, change.object));
    return described(account, change);
  }

  create(account: StripeAccount, name: AnyStream, body: ControlBody) {
    const stream = changeable(name);
    const fields = (body.object ?? {}) as ControlBody;
    const { journal } = this.world;
    if (stream === 'refunds' && typeof fields.charge === 'string') {
      const { charge, ...rest } = fields;
      return described(account, refundCharge(journal, account, indexOf(account, 'charges', charge), rest));
    }
    return described(account, journal.create(account, stream, { ...newcomer(stream), ...fields }));
  }

  remove(account: StripeAccount, name: AnyStream, body: ControlBody) {
    const stream = changeable(name);
    const index = indexOf(account, stream, body.id);
    const { journal, clock } = this.world;
    if (stream === 'subscriptions') {
      return described(account, journal.update(account, stream, index, cancellation(clock.now())));
    }
    if (!canBeDeleted(stream)) throw new Error(`Stripe never deletes ${stream}`);
    return described(account, journal.remove(account, stream, index));
  }
}

/** What is made of other objects changes with them. */
function changeable(stream: AnyStream): StreamName {
  if (isDerived(stream)) throw new Error(`${stream} change with the objects that they are made of`);
  return stream;
}

function indexOf(account: StripeAccount, stream: StreamName, id: unknown): number {
  const index = account.store(stream).indexOf(String(id));
  if (index === undefined || account.store(stream).at(index) === null)
    throw new Error(`no live ${stream} ${String(id)}`);
  return index;
}

function described(account: StripeAccount, { object, events }: Change) {
  const rendered = events.map((event) => renderEvent(event, account));
  return { id: object.id, object, event: rendered[0] ?? null, events: rendered };
}
