import type { MutationPlan } from '../../common/mutation.plan.js';
import { SeededRandom } from '../../common/seeded.random.js';
import type { MailchimpAccount } from '../live/mailchimp.account.js';
import { externalId } from '../live/change.journal.js';
import type { MailchimpStore } from '../live/mailchimp.store.js';
import { isPhoneContact, type StreamName } from '../mailchimp.stream.js';
import type { MailchimpWorld } from '../mailchimp.world.js';
import { CREATABLE, MUTABLE, MUTATIONS, WEIGHTS } from './random.mutations.js';
import { whyNotRemoved, type Edit, type Place, type StreamEditor } from './stream.editor.js';

interface Named {
  stream: StreamName;
  id: string;
  /** What it was called before its address changed. */
  formerId?: string;
}

interface MutationReport {
  updated: Named[];
  deleted: Named[];
  created: Named[];
  /** Webhook events, whether or not anybody is subscribed. */
  events: number;
  byStream: Partial<Record<StreamName, { updated: number; deleted: number; created: number }>>;
}

type Kind = 'updated' | 'deleted' | 'created';

interface Run {
  account: MailchimpAccount;
  random: SeededRandom;
  now: number;
  report: MutationReport;
}

const TRIES = 200;

/** Random but repeatable changes, each made as somebody at the vendor's pages would make it. */
export class AccountMutator {
  private runs = 0;

  constructor(
    private readonly world: MailchimpWorld,
    private readonly editor: StreamEditor,
  ) {}

  mutate(account: MailchimpAccount, plan: MutationPlan<StreamName>): MutationReport {
    this.runs += 1;
    const random = new SeededRandom(plan.seed ?? this.runs * 7919);
    const fixed = plan.sameSecond ? this.world.clock.now() : undefined;
    const report: MutationReport = { updated: [], deleted: [], created: [], events: 0, byStream: {} };
    const run = (): Run => ({ account, random, now: fixed ?? this.world.clock.now(), report });
    const among = (possible: readonly StreamName[]): StreamName[] => weighted(possible, plan.streams);
    for (let n = 0; n < (plan.creates ?? 0); n += 1) this.create(run(), among(CREATABLE));
    for (let n = 0; n < (plan.updates ?? 0); n += 1) this.update(run(), among(MUTABLE));
    for (let n = 0; n < (plan.deletes ?? 0); n += 1) this.remove(run(), among(CREATABLE));
    return report;
  }

  private create(run: Run, streams: StreamName[]): void {
    const { account, random, now, report } = run;
    const stream = streams[random.integer(streams.length)];
    const branches = stream ? account.branches(stream) : [];
    const branch = branches[random.integer(branches.length)];
    if (!stream || !branch) return;
    const inStore = stream === 'customers' || stream === 'orders' || stream === 'products';
    const home = branch.parent === null ? {} : inStore ? { store_id: branch.parent } : { list_id: branch.parent };
    const email = stream === 'contacts' ? { email_address: `joined.${random.integer(1e9)}.${now}@example.net` } : {};
    if (stream === 'orders' && !canSell(account.stores.get(branch.parent!)!)) return;
    note(report, 'created', stream, this.editor.create(account, stream, { ...home, ...email }, now));
  }

  private update(run: Run, streams: StreamName[]): void {
    const { account, random, now, report } = run;
    this.tryPlaces(run, streams, (stream, place) => {
      const before = place.collection.at(place.index)!;
      const situation = { account, parent: place.parent, random, now };
      const patch = MUTATIONS[stream]!(before, situation);
      if (!patch) return false;
      const formerId = externalId(place.parent, stream, before);
      const hadReports = account.reports.nextIndex;
      const edit = this.editor.update(account, stream, place, patch, now);
      note(report, 'updated', stream, edit, formerId);
      const leaver = String(edit.object.id);
      if (patch.campaign_id)
        count(report, 'created', { stream: 'unsubscribes', id: `${String(patch.campaign_id)}:${leaver}` });
      if (account.reports.nextIndex > hadReports)
        count(report, 'created', { stream: 'campaign_reports', id: formerId });
      return true;
    });
  }

  private remove(run: Run, streams: StreamName[]): void {
    const { account, random, now, report } = run;
    this.tryPlaces(run, streams, (stream, place) => {
      const object = place.collection.at(place.index)!;
      // That a contact with a phone number only is gone is seen when all of them are listed again.
      if (isPhoneContact(object) || whyNotRemoved(stream, object)) return false;
      const told = random.integer(2) === 0;
      note(report, 'deleted', stream, this.editor.remove(account, stream, place, told, now));
      return true;
    });
  }

  private tryPlaces(
    { account, random }: Run,
    streams: StreamName[],
    attempt: (stream: StreamName, place: Place) => boolean,
  ): void {
    for (let tries = 0; tries < TRIES && streams.length > 0; tries += 1) {
      const stream = streams[random.integer(streams.length)]!;
      const branches = account.branches(stream).filter(({ collection }) => collection.liveCount > 0);
      const branch = branches[random.integer(branches.length)];
      if (!branch) continue;
      const order = branch.collection.order();
      const index = order.indexAt(random.integer(order.length));
      if (attempt(stream, { ...branch, index })) return;
    }
  }
}

function weighted(possible: readonly StreamName[], wanted: readonly StreamName[] | undefined): StreamName[] {
  if (wanted) return wanted.filter((stream) => possible.includes(stream));
  return possible.flatMap((stream) => Array.from({ length: WEIGHTS[stream] ?? 1 }, () => stream));
}

function note(report: MutationReport, kind: Kind, stream: StreamName, edit: Edit, formerId = edit.id): void {
  report.events += edit.events.length;
  count(report, kind, { stream, id: edit.id, ...(formerId === edit.id ? {} : { formerId }) });
}

function count(report: MutationReport, kind: Kind, named: Named): void {
  report[kind].push(named);
  const counts = (report.byStream[named.stream] ??= { updated: 0, deleted: 0, created: 0 });
  counts[kind] += 1;
}

function canSell({ customers, products }: MailchimpStore): boolean {
  return customers.liveCount > 0 && products.liveCount > 0;
}
