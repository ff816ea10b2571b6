import type { ControlBody } from '../../common/control.router.js';
import { SeededRandom } from '../../common/seeded.random.js';
import { CatalogChanges } from '../live/catalog.changes.js';
import type { Change } from '../live/change.journal.js';
import { mergeCustomers } from '../live/customer.merge.js';
import { canBeDeleted } from '../live/event.types.js';
import { NEWCOMERS } from '../live/newcomers.js';
import type { SquareAccount } from '../live/square.account.js';
import { isTombstone } from '../live/stream.store.js';
import { externalId, type SquareObject, type StreamName } from '../square.stream.js';
import type { SquareWorld } from '../square.world.js';

/** One change by name, answered with the object and the events that it left. */
export class SingleChanges {
  private runs = 0;

  constructor(private readonly world: SquareWorld) {}

  update(account: SquareAccount, stream: StreamName, body: ControlBody) {
    const { journal } = this.world;
    const index = liveIndex(account, stream, body.id);
    const patch = (body.patch ?? {}) as SquareObject;
    if (stream !== 'products') return described(stream, journal.update(account, stream, index, patch));
    const { objects, events } = new CatalogChanges(journal, account).patch(String(body.id), patch);
    return described(stream, { object: objects[0]!, events });
  }

  create(account: SquareAccount, stream: StreamName, body: ControlBody) {
    this.runs += 1;
    const newcomer = NEWCOMERS[stream];
    if (!newcomer) throw new Error(`the sandbox creates no ${stream}`);
    const { journal, clock } = this.world;
    const scene = { journal, account, random: new SeededRandom(this.runs * 104_729), at: clock.milliseconds() };
    const before = account.events.length;
    const change = newcomer(scene, (body.object ?? {}) as SquareObject);
    if (!change) throw new Error(`nothing in the account that a new one of ${stream} could belong to`);
    return described(stream, { object: change.object, events: account.events.slice(before) });
  }

  /** A customer can disappear into another one: `mergedWith`. */
  remove(account: SquareAccount, stream: StreamName, body: ControlBody) {
    const { journal } = this.world;
    const index = liveIndex(account, stream, body.id);
    const object = account.store(stream).at(index)!;
    if (stream === 'products') {
      const { events } = new CatalogChanges(journal, account).remove([String(body.id)]);
      return described(stream, { object: account.store(stream).at(index)!, events });
    }
    if (!canBeDeleted(stream)) throw new Error(`Square never deletes ${stream}`);
    if (stream === 'customers' && body.mergedWith !== undefined) {
      const other = liveIndex(account, stream, body.mergedWith);
      const merged = mergeCustomers(journal, account, [index, other]);
      return { ...described(stream, { object, events: merged.events }), mergedInto: merged.object.id };
    }
    return described(stream, journal.remove(account, stream, index));
  }
}

function liveIndex(account: SquareAccount, stream: StreamName, id: unknown): number {
  const index = account.store(stream).indexOf(String(id));
  const object = index === undefined ? null : account.store(stream).at(index);
  if (index === undefined || !object || isTombstone(object)) throw new Error(`no live ${stream} ${String(id)}`);
  return index;
}

function described(stream: StreamName, { object, events }: Change) {
  const bodies = events.map((event) => event.body);
  return { id: externalId(stream, object), object, event: bodies[0] ?? null, events: bodies };
}
