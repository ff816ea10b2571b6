import type { Change } from '../live/change.journal.js';
import type { QuickBooksCompany } from '../live/quickbooks.company.js';
import { SeededRandom } from '../../common/seeded.random.js';
import { isStream, SHAPES, STREAMS, type QboObject, type StreamName } from '../quickbooks.entity.js';
import type { QuickBooksWorld } from '../quickbooks.world.js';
import { eventsOf } from './company.mutator.js';
import { CREATIONS } from './random.creations.js';

type Body = Record<string, unknown>;

/** One change that a test asks for by name, with no SyncToken and few questions. */
export class NamedChanges {
  private created = 0;

  constructor(private readonly world: QuickBooksWorld) {}

  run(company: QuickBooksCompany, what: string, body: Body) {
    if (what === 'update') return this.update(company, body);
    if (what === 'create') return this.create(company, body);
    if (what === 'delete') return this.remove(company, body);
    if (what === 'merge') return this.merge(company, body);
    return what === 'void' ? this.void(company, body) : undefined;
  }

  private update(company: QuickBooksCompany, body: Body) {
    const stream = streamNamed(body.stream);
    const object = live(company, stream, body.id);
    const fields = { ...object, ...(body.patch as Body | undefined) };
    return described(this.world.bookkeeper.update(company, stream, object, fields));
  }

  private create(company: QuickBooksCompany, body: Body) {
    const stream = streamNamed(body.stream);
    const creation = CREATIONS[stream];
    if (!creation) throw new Error(`${stream} cannot be created`);
    this.created += 1;
    const draft = body.object ? {} : creation(company, new SeededRandom(this.created * 104_729));
    const fields = { ...draft, ...(body.object as Body | undefined) };
    return described(this.world.writer.create(company, stream, fields, this.world.clock.now()));
  }

  /** Lists are never deleted: they become inactive. */
  private remove(company: QuickBooksCompany, body: Body) {
    const stream = streamNamed(body.stream);
    const object = live(company, stream, body.id);
    const { bookkeeper } = this.world;
    if (SHAPES[stream].kind === 'transaction') {
      return { ...described(bookkeeper.remove(company, stream, object)), id: object.Id };
    }
    if (SHAPES[stream].kind === 'company') throw new Error('a company cannot be deleted');
    return described(bookkeeper.update(company, stream, object, { ...object, Active: false }));
  }

  private void(company: QuickBooksCompany, body: Body) {
    const stream = streamNamed(body.stream);
    const { Id, SyncToken } = live(company, stream, body.id);
    return described(this.world.writer.void(company, stream, { Id, SyncToken }, this.world.clock.now()));
  }

  private merge(company: QuickBooksCompany, body: Body) {
    const stream = streamNamed(body.stream);
    if (stream !== 'customers' && stream !== 'vendors') throw new Error(`${stream} cannot be merged`);
    const winner = live(company, stream, body.into);
    return described(this.world.bookkeeper.merge(company, stream, live(company, stream, body.id), winner));
  }
}

export function streamNamed(name: unknown): StreamName {
  if (!isStream(name)) throw new Error(`no stream ${String(name)}; there are ${STREAMS.join(', ')}`);
  return name;
}

function live(company: QuickBooksCompany, stream: StreamName, id: unknown): QboObject {
  const object = company.store(stream).find(String(id));
  if (!object) throw new Error(`no live ${stream} ${String(id)}`);
  return object;
}

function described(changes: readonly Change[]) {
  return { id: changes[0]!.id, object: changes[0]!.object, events: eventsOf(changes) };
}
