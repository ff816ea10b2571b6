import type { ControlBody } from '../../common/control.router.js';
import type { Change } from '../live/change.journal.js';
import { withFreedName } from '../live/inactive.name.js';
import type { QuickBooksCompany } from '../live/quickbooks.company.js';
import { SeededRandom } from '../../common/seeded.random.js';
import { SHAPES, type QboObject, type StreamName } from '../quickbooks.entity.js';
import type { QuickBooksWorld } from '../quickbooks.world.js';
import { eventsOf } from './company.mutator.js';
import { CREATIONS } from './random.creations.js';

/** One change that a test asks for by name, with no SyncToken and few questions. */
export class NamedChanges {
  private created = 0;

  constructor(private readonly world: QuickBooksWorld) {}

  update(company: QuickBooksCompany, stream: StreamName, body: ControlBody) {
    const object = live(company, stream, body.id);
    const fields = { ...object, ...(body.patch as ControlBody | undefined) };
    return described(this.world.bookkeeper.update(company, stream, object, fields));
  }

  create(company: QuickBooksCompany, stream: StreamName, body: ControlBody) {
    const creation = CREATIONS[stream];
    if (!creation) throw new Error(`${stream} cannot be created`);
    this.created += 1;
    const draft = body.object ? {} : creation(company, new SeededRandom(this.created * 104_729));
    const fields = { ...draft, ...(body.object as ControlBody | undefined) };
    return described(this.world.writer.create(company, stream, fields, this.world.clock.now()));
  }

  /** Lists are never deleted: they become inactive. */
  remove(company: QuickBooksCompany, stream: StreamName, body: ControlBody) {
    const object = live(company, stream, body.id);
    const { bookkeeper } = this.world;
    if (SHAPES[stream].kind === 'transaction') {
      return { ...described(bookkeeper.remove(company, stream, object)), id: object.Id };
    }
    if (SHAPES[stream].kind === 'company') throw new Error('a company cannot be deleted');
    const inactive = withFreedName(company, object, { ...object, Active: false });
    return described(bookkeeper.update(company, stream, object, inactive));
  }

  void(company: QuickBooksCompany, stream: StreamName, body: ControlBody) {
    const { Id, SyncToken } = live(company, stream, body.id);
    return described(this.world.writer.void(company, stream, { Id, SyncToken }, this.world.clock.now()));
  }

  merge(company: QuickBooksCompany, stream: StreamName, body: ControlBody) {
    if (stream !== 'customers' && stream !== 'vendors') throw new Error(`${stream} cannot be merged`);
    const winner = live(company, stream, body.into);
    return described(this.world.bookkeeper.merge(company, stream, live(company, stream, body.id), winner));
  }
}

function live(company: QuickBooksCompany, stream: StreamName, id: unknown): QboObject {
  const object = company.store(stream).find(String(id));
  if (!object) throw new Error(`no live ${stream} ${String(id)}`);
  return object;
}

function described(changes: readonly Change[]) {
  return { id: changes[0]!.id, object: changes[0]!.object, events: eventsOf(changes) };
}
