import type { MutationPlan } from '../../common/mutation.plan.js';
import { SeededRandom } from '../../common/seeded.random.js';
import { currencyOf } from '../live/settlement.effects.js';
import type { Change } from '../live/change.journal.js';
import type { QuickBooksCompany } from '../live/quickbooks.company.js';
import { SHAPES, STREAMS, type QboObject, type StreamName } from '../quickbooks.entity.js';
import type { QuickBooksWorld } from '../quickbooks.world.js';
import { MutationReport } from './mutation.report.js';
import { CREATIONS } from './random.creations.js';
import { UPDATES } from './random.updates.js';

interface Found {
  stream: StreamName;
  object: QboObject;
}

interface Run {
  company: QuickBooksCompany;
  random: SeededRandom;
  at: number;
  report: MutationReport;
}

const TRIES = 200;
/** What webhooks speak of; the others change only when they are named. */
const USUAL = STREAMS.filter((stream) => SHAPES[stream].announced);
const CREATABLE = STREAMS.filter((stream) => CREATIONS[stream]);
const MERGEABLE: readonly StreamName[] = ['customers', 'vendors'];
/** Transactions are deleted, customers and vendors disappear into others, other lists only become inactive. */
const DELETABLE = STREAMS.filter((stream) => SHAPES[stream].kind === 'transaction' || MERGEABLE.includes(stream));

/** Random but repeatable changes, each with what follows from it. */
export class CompanyMutator {
  private runs = 0;

  constructor(private readonly world: QuickBooksWorld) {}

  mutate(company: QuickBooksCompany, plan: MutationPlan<StreamName>) {
    this.runs += 1;
    const random = new SeededRandom(plan.seed ?? this.runs * 7919);
    const frozen = plan.sameSecond ? this.world.clock.now() : undefined;
    const report = new MutationReport();
    const run = (): Run => ({ company, random, at: frozen ?? this.world.clock.now(), report });
    const within = (possible: readonly StreamName[]): StreamName[] =>
      possible.filter((stream) => !plan.streams || plan.streams.includes(stream));
    const updatable = plan.streams ?? USUAL;
    for (let n = 0; n < (plan.creates ?? 0); n += 1) this.create(run(), within(CREATABLE));
    for (let n = 0; n < (plan.updates ?? 0); n += 1) this.update(run(), updatable);
    for (let n = 0; n < (plan.deletes ?? 0); n += 1) this.remove(run(), within(DELETABLE));
    return report.describe();
  }

  private create(run: Run, streams: readonly StreamName[]): void {
    const { company, random, at, report } = run;
    if (streams.length === 0) return;
    const stream = streams[random.integer(streams.length)]!;
    report.add(this.world.writer.create(company, stream, CREATIONS[stream]!(company, random), at));
  }

  private update(run: Run, streams: readonly StreamName[]): void {
    const { company, random, at, report } = run;
    const found = pick(run, streams, () => true);
    if (!found) return;
    const { stream, object } = found;
    const fields = { ...object, ...UPDATES[stream](object, random) };
    report.add(this.world.bookkeeper.update(company, stream, object, fields, at));
  }

  private remove(run: Run, streams: readonly StreamName[]): void {
    const { company } = run;
    const suits = (stream: StreamName, object: QboObject): boolean =>
      stream !== 'payments' || !company.depositOf(object.Id);
    for (let tries = 0; tries < TRIES; tries += 1) {
      const found = pick(run, streams, suits);
      if (!found || this.drop(run, found)) return;
    }
  }

  /** False: a customer or vendor for whom there is no other in the same currency. */
  private drop(run: Run, { stream, object }: Found): boolean {
    const { company, at, report } = run;
    if (stream !== 'customers' && stream !== 'vendors') {
      report.add(this.world.bookkeeper.remove(company, stream, object, at));
      return true;
    }
    const winner = pick(run, [stream], (_stream, other) => {
      return other.Id !== object.Id && other.Active !== false && currencyOf(other) === currencyOf(object);
    });
    if (winner) report.add(this.world.bookkeeper.merge(company, stream, object, winner.object, at), object.Id);
    return winner !== undefined;
  }
}

function pick(
  { company, random }: Run,
  streams: readonly StreamName[],
  suits: (stream: StreamName, object: QboObject) => boolean,
): Found | undefined {
  for (let tries = 0; tries < TRIES && streams.length > 0; tries += 1) {
    const stream = streams[random.integer(streams.length)]!;
    const size = company.store(stream).nextIndex;
    const object = size > 0 ? company.store(stream).at(random.integer(size)) : null;
    if (object && suits(stream, object)) return { stream, object };
  }
  return undefined;
}

export function eventsOf(changes: readonly Change[]) {
  return changes.flatMap((change) => (change.event ? [change.event] : []));
}
