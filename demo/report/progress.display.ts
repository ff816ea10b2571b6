import { isLive, type Run, type RunStream } from '../clients/service.answers.js';
import { count } from './number.format.js';
import { barParts, type Bar } from './progress.bar.js';
import type { Terminal } from './terminal.js';

const LINE_EVERY_MS = 2_000;
/** The line of sums, and the one the cursor stands on. */
const OTHER_ROWS = 3;

/** As much of a run as is shown. */
export type ShownRun = Pick<Run, 'status' | 'streams'> & {
  progress: Pick<Run['progress'], 'fetched' | 'ratePerSecond' | 'etaSeconds'>;
};

/** Runs as they go: bars redrawn in place, or lines where nothing can be redrawn. */
export class ProgressDisplay {
  private readonly runs = new Map<string, ShownRun>();
  private readonly told = new Set<string>();
  private lineAt = Date.now();

  /** @param expected records by provider and stream, for where the service cannot tell yet */
  constructor(
    private readonly terminal: Terminal,
    private readonly title: string,
    private readonly expected: Readonly<Record<string, Record<string, number>>> = {},
    private readonly unit = 'records',
  ) {}

  update(provider: string, run: ShownRun): void {
    this.runs.set(provider, run);
    if (this.terminal.interactive) this.terminal.show(this.block(this.terminal.rows - OTHER_ROWS));
    else this.tell(provider, run);
  }

  /** Leaves the last picture standing, as a whole. */
  end(): void {
    if (!this.terminal.interactive) return;
    this.terminal.show([]);
    this.terminal.print(...this.bars().map((bar) => this.draw(bar)));
  }

  private block(height: number): string[] {
    const bars = this.bars();
    const sum = `  ${this.sum()}`.slice(0, this.terminal.columns);
    if (bars.length <= height) return [...bars.map((bar) => this.draw(bar)), this.terminal.paint(sum, 'dim')];
    // Not all fit: those that move are worth the room.
    const open = bars.filter(({ state }) => state !== 'done').slice(0, Math.max(1, height - 1));
    const more = `  and ${bars.length - open.length} more`;
    return [...open.map((bar) => this.draw(bar)), this.terminal.paint(more, 'dim'), this.terminal.paint(sum, 'dim')];
  }

  private tell(provider: string, run: ShownRun): void {
    for (const stream of run.streams) {
      const key = `${provider} ${stream.stream}`;
      if (stream.status === 'open' || this.told.has(key)) continue;
      this.told.add(key);
      this.terminal.print(this.draw(this.bar(provider, stream)));
    }
    if (Date.now() - this.lineAt < LINE_EVERY_MS || !isLive(run)) return;
    this.lineAt = Date.now();
    this.terminal.print(`  ${this.sum()}`);
  }

  private bars(): Bar[] {
    return [...this.runs].flatMap(([provider, run]) => run.streams.map((stream) => this.bar(provider, stream)));
  }

  /** The provider is named only where there is more than one. */
  private bar(provider: string, { stream, status, fetched, estimatedTotal }: RunStream): Bar {
    const label = this.runs.size > 1 ? `${provider} ${stream}` : stream;
    const total = estimatedTotal ?? this.expected[provider]?.[stream] ?? null;
    return { label, done: fetched, total, state: status };
  }

  private draw(bar: Bar): string {
    const [label, drawn, numbers] = barParts(bar, this.terminal.columns);
    const colour = { open: 'bold', done: 'green', failed: 'red' } as const;
    return `${label}${this.terminal.paint(drawn, colour[bar.state])}${numbers}`;
  }

  private sum(): string {
    const runs = [...this.runs.values()].map(({ progress }) => progress);
    const fetched = runs.reduce((sum, one) => sum + one.fetched, 0);
    const rate = runs.reduce((sum, one) => sum + one.ratePerSecond, 0);
    const left = Math.max(...runs.map((one) => one.etaSeconds ?? 0));
    const total = this.total();
    const share = total === null ? count(fetched) : `${count(fetched)} of ${count(Math.max(total, fetched))}`;
    const speed = rate > 0 ? `, ${count(Math.round(rate))}/s` : '';
    return `${this.title}: ${share} ${this.unit}${speed}${left > 0 ? `, ${left} s left` : ''}`;
  }

  private total(): number | null {
    const totals = this.bars().map(({ state, done, total }) => (state === 'done' ? done : total));
    return totals.reduce<number | null>((sum, one) => (sum === null || one === null ? null : sum + one), 0);
  }
}
