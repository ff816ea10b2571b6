import type { MutationPlan } from '../../common/mutation.plan.js';
import { SeededRandom } from '../../common/seeded.random.js';
import { NEWCOMERS, pick, type Scene } from '../live/newcomers.js';
import type { SquareAccount } from '../live/square.account.js';
import { externalId, type SquareObject, type StreamName } from '../square.stream.js';
import type { SquareWorld } from '../square.world.js';
import { CREATABLE, MUTABLE, MUTATIONS, REMOVALS } from './random.mutations.js';

interface Named {
  stream: StreamName;
  id: string;
}

type Operation = 'created' | 'updated' | 'deleted';

interface MutationReport extends Record<Operation, Named[]> {
  events: number;
  byStream: Partial<Record<StreamName, Record<Operation, number>>>;
}

const TRIES = 20;

/** Random but repeatable changes, each through the journal like a merchant's own. */
export class AccountMutator {
  private runs = 0;

  constructor(private readonly world: SquareWorld) {}

  /** The report names everything that changed, the consequences included: a payment changes its order. */
  mutate(account: SquareAccount, plan: MutationPlan<StreamName>): MutationReport {
    this.runs += 1;
    const { journal, clock } = this.world;
    const random = new SeededRandom(plan.seed ?? this.runs * 7919);
    const eventsBefore = account.events.length;
    const changes = new Map<string, Named & { operation: Operation }>();
    journal.observer = (operation, stream, object) => note(changes, operation, stream, object);
    const scene = (): Scene => ({
      journal,
      account,
      random,
      at: plan.sameSecond ? clock.now() * 1000 : clock.milliseconds(),
    });
    const within = (possible: readonly StreamName[]): StreamName[] =>
      plan.streams ? plan.streams.filter((stream) => possible.includes(stream)) : [...possible];
    const updatable = plan.streams ? within(Object.keys(MUTATIONS) as StreamName[]) : within(MUTABLE);
    const creatable = plan.streams ? within(Object.keys(NEWCOMERS) as StreamName[]) : within(CREATABLE);
    const removable = within(Object.keys(REMOVALS) as StreamName[]);
    try {
      for (let n = 0; n < (plan.creates ?? 0); n += 1) attempt(scene(), creatable, create);
      for (let n = 0; n < (plan.updates ?? 0); n += 1) attempt(scene(), updatable, update);
      for (let n = 0; n < (plan.deletes ?? 0); n += 1) attempt(scene(), removable, remove);
    } finally {
      journal.observer = null;
    }
    return reportOf([...changes.values()], account.events.length - eventsBefore);
  }
}

type Attempt = (scene: Scene, stream: StreamName) => boolean;

function attempt(scene: Scene, streams: readonly StreamName[], change: Attempt): void {
  for (let tries = 0; tries < TRIES && streams.length > 0; tries += 1) {
    if (change(scene, streams[scene.random.integer(streams.length)]!)) return;
  }
}

const create: Attempt = (scene, stream) => NEWCOMERS[stream]!(scene, {}) !== null;
const update: Attempt = (scene, stream) => applied(scene, stream, MUTATIONS[stream]!);
const remove: Attempt = (scene, stream) => applied(scene, stream, REMOVALS[stream]!);

/** Tries one live object after another until one can be changed. */
function applied(scene: Scene, stream: StreamName, change: NonNullable<(typeof MUTATIONS)[StreamName]>): boolean {
  const store = scene.account.store(stream);
  const found = pick(scene, stream, (object) => change(scene, object, store.indexOf(externalId(stream, object))!));
  return found !== undefined;
}

/** An object that was created and then changed was created; one that was deleted at last was deleted. */
function note(
  changes: Map<string, Named & { operation: Operation }>,
  operation: Operation,
  stream: StreamName,
  object: SquareObject,
): void {
  const id = externalId(stream, object);
  const key = `${stream} ${id}`;
  const before = changes.get(key)?.operation;
  if (before === 'created' && operation === 'deleted') changes.delete(key);
  else if (before !== 'created' && before !== 'deleted') changes.set(key, { stream, id, operation });
  else if (operation === 'deleted') changes.set(key, { stream, id, operation });
}

function reportOf(changes: readonly (Named & { operation: Operation })[], events: number): MutationReport {
  const report: MutationReport = { updated: [], deleted: [], created: [], events, byStream: {} };
  for (const { stream, id, operation } of changes) {
    report[operation].push({ stream, id });
    const counts = (report.byStream[stream] ??= { created: 0, updated: 0, deleted: 0 });
    counts[operation] += 1;
  }
  return report;
}
