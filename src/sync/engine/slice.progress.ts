import type { PullPage } from '../../providers/provider.port.js';
import type { SliceRow } from './slice.row.js';

/**
 * How far a slice has got through its time range, and so how much of it may be left: enough to judge whether a
 * part is worth handing to another walk, and to tell how long it will take.
 */
export class SliceProgress {
  private oldest: number | null = null;
  private newest: number | null = null;
  private fetched = 0;
  private finished = false;

  /** @param earliest when the account's oldest objects may date from, epoch seconds; `null`: unknown */
  constructor(
    readonly slice: SliceRow,
    private earliest: number | null = null,
  ) {}

  get done(): boolean {
    return this.finished || this.slice.status !== 'open';
  }

  get needsEarliest(): boolean {
    return !this.done && this.earliest === null && this.lowerBound() === null && this.oldest !== null;
  }

  setEarliest(earliest: number | null): void {
    this.earliest = earliest;
  }

  observe(page: PullPage): void {
    this.fetched += page.records.types.length;
    if (page.cursor === null) this.finished = true;
    if (page.oldest === undefined) return;
    this.oldest = page.oldest;
    this.newest ??= this.slice.request.kind === 'list' ? (this.slice.request.to ?? page.watermark ?? null) : null;
  }

  finish(): void {
    this.finished = true;
  }

  /** Records that are probably still to come, by the density so far; `null`: cannot tell. */
  remaining(): number | null {
    if (this.done) return 0;
    const left = this.secondsLeft();
    if (left === null || this.newest === null || this.oldest === null) return null;
    const walked = this.newest - this.oldest;
    return walked > 0 ? Math.round((this.fetched / walked) * left) : null;
  }

  /** Middle of what is left, epoch seconds; `null`: nothing worth splitting. */
  middle(worthwhile: number): number | null {
    const left = this.secondsLeft();
    const remaining = this.remaining();
    if (this.done || this.oldest === null || left === null || left < 4) return null;
    if (remaining !== null && remaining < worthwhile) return null;
    return this.oldest - Math.ceil(left / 2);
  }

  private secondsLeft(): number | null {
    const lower = this.lowerBound() ?? this.earliest;
    return this.oldest === null || lower === null ? null : Math.max(0, this.oldest - lower);
  }

  private lowerBound(): number | null {
    return this.slice.request.kind === 'list' ? (this.slice.request.from ?? null) : null;
  }
}
