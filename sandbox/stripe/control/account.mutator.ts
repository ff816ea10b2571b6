import type { MutationPlan } from '../../common/mutation.plan.js';
import { SeededRandom } from '../../common/seeded.random.js';
import { blank } from '../api/object.fields.js';
import type { Change } from '../live/change.journal.js';
import { refundCharge } from '../live/refund.action.js';
import type { StripeAccount } from '../live/stripe.account.js';
import type { StreamName } from '../stripe.stream.js';
import type { StripeWorld } from '../stripe.world.js';
import { CREATABLE, DELETABLE, MUTABLE, MUTATIONS } from './random.mutations.js';

interface Named {
  stream: StreamName;
  id: string;
}

interface MutationReport {
  updated: Named[];
  deleted: Named[];
  created: Named[];
  events: number;
}

interface Run {
  account: StripeAccount;
  random: SeededRandom;
  /** The one second of all changes, if there is to be one. */
  at: number | undefined;
  report: MutationReport;
}

const TRIES = 200;

/** Random but repeatable changes, each through the journal like a merchant's own. */
export class AccountMutator {
  private runs = 0;

  constructor(private readonly world: StripeWorld) {}

  mutate(account: StripeAccount, plan: MutationPlan<StreamName>): MutationReport {
    this.runs += 1;
    const random = new SeededRandom(plan.seed ?? this.runs * 7919);
    const at = plan.sameSecond ? this.world.clock.now() : undefined;
    const report: MutationReport = { updated: [], deleted: [], created: [], events: 0 };
    const run: Run = { account, random, at, report };
    const within = (possible: readonly StreamName[]): StreamName[] =>
      plan.streams ? plan.streams.filter((stream) => possible.includes(stream)) : [...possible];
    const updatable = plan.streams ? within([...MUTABLE, 'balance_transactions']) : within(MUTABLE);
    for (let n = 0; n < (plan.creates ?? 0); n += 1) this.create(run, within(CREATABLE));
    for (let n = 0; n < (plan.updates ?? 0); n += 1) this.update(run, updatable);
    for (let n = 0; n < (plan.deletes ?? 0); n += 1) this.remove(run, within(DELETABLE));
    return report;
  }

  private update(run: Run, streams: StreamName[]): void {
    const { account, random, at, report } = run;
    this.tryStreams(run, streams, (stream, index) => {
      const object = account.store(stream).at(index);
      const patch = object && MUTATIONS[stream]!(object, random, at ?? this.world.clock.now());
      if (!patch) return false;
      const change = this.world.journal.update(account, stream, index, patch, undefined, at);
      report.updated.push({ stream, id: change.object.id });
      report.events += change.events.length;
      return true;
    });
  }

  private remove(run: Run, streams: StreamName[]): void {
    const { account, at, report } = run;
    this.tryStreams(run, streams, (stream, index) => {
      const object = account.store(stream).at(index);
      if (!object || (stream === 'invoices' && object.status !== 'draft')) return false;
      report.events += this.world.journal.remove(account, stream, index, undefined, at).events.length;
      report.deleted.push({ stream, id: object.id });
      return true;
    });
  }

  private create(run: Run, streams: StreamName[]): void {
    const { account, random, at, report } = run;
    if (streams.length === 0) return;
    const stream = streams[random.integer(streams.length)]!;
    if (stream === 'refunds') return this.refund(run);
    this.note(stream, this.world.journal.create(account, stream, newcomer(stream), undefined, at), report);
  }

  private refund(run: Run): void {
    const { account, random, report } = run;
    this.tryStreams(run, ['charges'], (_stream, index) => {
      const charge = account.store('charges').at(index);
      if (!charge || charge.status !== 'succeeded' || charge.refunded || charge.disputed) return false;
      const left = Number(charge.amount) - Number(charge.amount_refunded);
      const change = refundCharge(this.world.journal, account, index, { amount: 1 + random.integer(left) });
      this.note('refunds', change, report);
      report.updated.push({ stream: 'charges', id: charge.id });
      report.created.push(...change.also);
      return true;
    });
  }

  private note(stream: StreamName, change: Change, report: MutationReport): void {
    report.created.push({ stream, id: change.object.id });
    report.events += change.events.length;
  }

  private tryStreams(
    { account, random }: Run,
    streams: StreamName[],
    attempt: (stream: StreamName, index: number) => boolean,
  ): void {
    for (let tries = 0; tries < TRIES && streams.length > 0; tries += 1) {
      const stream = streams[random.integer(streams.length)]!;
      const size = account.store(stream).nextIndex;
      if (size > 0 && attempt(stream, random.integer(size))) return;
    }
  }
}

/** What a newly made object must not inherit from the generated look of the older ones. */
export function newcomer(stream: StreamName): Record<string, unknown> {
  if (stream === 'payments') return blank('payments');
  if (stream === 'subscriptions') return blank('subscriptions');
  return {};
}
