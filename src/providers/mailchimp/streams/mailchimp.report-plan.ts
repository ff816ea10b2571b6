import { z } from 'zod';
import type { Json, PullPage } from '../../provider.port.js';
import { checkedMemory } from '../../kit/checked.cursor.js';
import { text } from '../../kit/fields.js';
import type { ParentObject, ReportCounts } from './mailchimp.parents.js';
import type { PageFacts, WalkPlan } from './mailchimp.plan.js';
import type { MailchimpStream } from './mailchimp.stream.js';

/** How one stream that hangs on the reports of campaigns is brought up to date. */
export interface ReportStreamRules {
  stream: string;
  /** The number of the report that moves with the stream. */
  numberOf(counts: ReportCounts): number;
  /** How many of a page count: as many as the list has in all, or those that were kept. */
  counts: 'listed' | 'kept';
  /** Campaigns that are listed in turn, though their number is the same. */
  inTurn: number;
  /** Seconds for which a list of so many mails is not listed again; absent: 0. */
  patience?(counts: ReportCounts): number;
}

/** Of one campaign: what its report says, how many were listed, and when, epoch seconds. */
interface Count {
  reported: number;
  listed: number;
  at: number;
}

const STORED = z.union([z.number(), z.tuple([z.number(), z.number()]), z.tuple([z.number(), z.number(), z.number()])]);
const MEMORY_SCHEMA = z.object({ counts: z.record(z.string(), STORED).optional(), turn: z.string().optional() });
type Memory = z.infer<typeof MEMORY_SCHEMA>;
const MEMORY = checkedMemory({ name: "the memory of Mailchimp's campaigns", version: 1, schema: MEMORY_SCHEMA });

/**
 * Decides which campaigns' lists are walked through: of those who left, or of what was done. There is a list for each
 * campaign that was ever sent, and it cannot be filtered by the time of a change. So a campaign is listed when its report
 * shows another number than when it was last listed. A few of the others are listed in turn, where no number shows that
 * an address has changed.
 *
 * The listed number is remembered beside the reported one: a report can still count contacts that were permanently
 * deleted, so the two need not be equal.
 */
export class MailchimpReportPlan implements WalkPlan {
  readonly from = null;
  readonly counted = false;
  private readonly isWhole: boolean;
  private readonly known: ReadonlyMap<string, Count>;
  private readonly turn: string;
  private reports: readonly ParentObject[] = [];
  private nextTurn = '';
  private now = 0;
  private readonly listed = new Map<string, number>();
  /** Of the campaign that is being listed. */
  private current: { id: string | null; kept: Set<string>; leftOut: number } = {
    id: null,
    kept: new Set(),
    leftOut: 0,
  };
  /** A campaign of which only the rest was listed after an interruption. */
  private cut: string | null = null;

  /** @param memory of the last walk through changes; absent: everything is listed */
  constructor(
    private readonly rules: ReportStreamRules,
    memory?: Json,
  ) {
    this.isWhole = memory === undefined;
    const { counts = {}, turn = '' } = MEMORY.read(memory) ?? {};
    this.known = countsOf(counts);
    this.turn = turn;
  }

  choose(parents: ParentObject[], seconds: number): ParentObject[] {
    this.now = seconds;
    this.reports = parents.filter(({ counts }) => this.rules.numberOf(counts) > 0);
    const waiting = new Set(this.reports.filter((report) => !this.isDue(report)));
    const same = this.reports.filter((report) => this.isSame(report));
    const inTurn = [...same.filter(({ id }) => id > this.turn), ...same.filter(({ id }) => id <= this.turn)];
    this.nextTurn = inTurn[Math.min(this.rules.inTurn, inTurn.length) - 1]?.id ?? this.turn;
    for (const report of inTurn.slice(this.rules.inTurn)) waiting.add(report);
    return this.reports.filter((report) => !waiting.has(report));
  }

  onPage(_: MailchimpStream, id: string | null, { total, kept, leftOut }: PageFacts): void {
    if (id === null) return;
    if (this.current.id !== id) this.current = { id, kept: new Set(), leftOut: 0 };
    const { current } = this;
    if (this.rules.counts === 'listed') this.listed.set(id, total);
    else if (id !== this.cut) {
      for (const externalId of kept) current.kept.add(externalId);
      current.leftOut += leftOut;
      this.listed.set(id, current.kept.size + current.leftOut);
    }
  }

  state(): Json {
    return this.current.id;
  }

  resume(state: Json): void {
    this.cut = text(state);
  }

  /** What was listed before an interruption is not remembered, and so it is listed once more the next time. */
  ending(): Pick<PullPage, 'memory' | 'totals'> {
    const counts = new Map<string, Count>();
    let isComplete = !this.isWhole;
    for (const { id, counts: reportCounts } of this.reports) {
      const reported = this.rules.numberOf(reportCounts);
      const listed = this.listed.get(id);
      const count = listed === undefined ? this.known.get(id) : { reported, listed, at: this.now };
      if (count) counts.set(id, count);
      isComplete &&= count?.reported === reported;
    }
    const total = [...counts.values()].reduce((sum, { listed }) => sum + listed, 0);
    const memory = MEMORY.write({ counts: this.stored(counts), turn: this.nextTurn });
    return isComplete ? { memory, totals: { [this.rules.stream]: total } } : { memory };
  }

  private isSame({ id, counts }: ParentObject): boolean {
    return this.known.get(id)?.reported === this.rules.numberOf(counts);
  }

  private isDue({ id, counts }: ParentObject): boolean {
    const patience = this.rules.patience?.(counts) ?? 0;
    return this.now - (this.known.get(id)?.at ?? 0) >= patience;
  }

  /** Mostly the two numbers are one, and an account may have thousands of campaigns. */
  private stored(counts: ReadonlyMap<string, Count>): Memory['counts'] {
    return Object.fromEntries(
      [...counts].map(([id, { reported, listed, at }]): [string, z.infer<typeof STORED>] => {
        if (this.rules.patience) return [id, [reported, listed, at]];
        return [id, reported === listed ? listed : [reported, listed]];
      }),
    );
  }
}

function countsOf(stored: NonNullable<Memory['counts']>): Map<string, Count> {
  return new Map(
    Object.entries(stored).map(([id, count]) => {
      const [reported, listed, at = 0] = Array.isArray(count) ? count : [count, count];
      return [id, { reported, listed, at }];
    }),
  );
}
