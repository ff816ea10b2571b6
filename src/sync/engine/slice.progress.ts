import type { PullPage } from '../../providers/provider.port.js';
import type { SliceRow } from './slice.row.js';

/** What a walk has under way while a part of it is handed over: a page that is being written and one read ahead. */
const PAGES_UNDER_WAY = 2;

/** What is left beyond those must be so many pages to be worth handing over half of it. */
const PAGES_WORTH_SPLITTING = 2;

/** Time ranges are in whole seconds. */
const SECONDS_WORTH_SPLITTING = 4;

/**
 * How far a slice has got through its time range, and so how much of it may be left: enough to judge whether a
 * part is worth handing to another walk, and to tell how long it will take.
 */
export class SliceProgress {
  private oldest: number | null = null;
  private newest: number | null;
  private fetched: number;
  private pages: number;
  private finished = false;

  /** @param earliest when the account's oldest objects may date from, epoch seconds; `null`: unknown */
  constructor(
    readonly slice: SliceRow,
    private earliest: number | null = null,
  ) {
    this.newest = this.upperBound() ?? slice.watermark;
    this.fetched = slice.fetched;
    this.pages = slice.pages;
  }

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
    this.pages++;
    if (page.cursor === null) this.finished = true;
    if (page.oldest === undefined) return;
    this.oldest = page.oldest;
    this.newest ??= page.watermark ?? null;
  }

  finish(): void {
    this.finished = true;
  }

  /** Records that are probably still to come, by the density so far; `null`: cannot tell. */
  remaining(): number | null {
    if (this.done) return 0;
    const left = this.secondsLeft();
    const walked = this.secondsWalked();
    return left !== null && walked > 0 ? Math.round((this.fetched / walked) * left) : null;
  }

  /**
   * Middle of what is left, epoch seconds; `null`: nothing worth splitting. The pages under way stay with this walk:
   * what lies beyond the boundary would be fetched twice.
   */
  middle(): number | null {
    const left = this.secondsLeft();
    if (this.done || this.oldest === null || left === null) return null;
    const page = this.secondsWalked() / this.pages;
    const underWay = page * PAGES_UNDER_WAY;
    const spare = left - underWay;
    if (spare < Math.max(page * PAGES_WORTH_SPLITTING, SECONDS_WORTH_SPLITTING)) return null;
    return Math.floor(this.oldest - underWay - spare / 2);
  }

  /** `0` when nothing is known of it, or all was of one second. */
  private secondsWalked(): number {
    return this.newest === null || this.oldest === null ? 0 : Math.max(0, this.newest - this.oldest);
  }

  private secondsLeft(): number | null {
    const lower = this.lowerBound() ?? this.earliest;
    return this.oldest === null || lower === null ? null : Math.max(0, this.oldest - lower);
  }

  private upperBound(): number | null {
    return this.slice.request.kind === 'list' ? (this.slice.request.to ?? null) : null;
  }

  private lowerBound(): number | null {
    return this.slice.request.kind === 'list' ? (this.slice.request.from ?? null) : null;
  }
}
