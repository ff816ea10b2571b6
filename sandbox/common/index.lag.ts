interface Former<T> {
  /** Until when lists and searches see it; epoch milliseconds. */
  until: number;
  /** Null before it was created. */
  object: T | null;
}

/** Lists and searches stay behind what was written, as the index behind them does; reads by id do not ask it. */
export class IndexLag<T> {
  private readonly former = new Map<number, Former<T>[]>();

  constructor(
    private readonly ms: number,
    private readonly now: () => number,
  ) {}

  /** @param before what was there until now, null if nothing was */
  wrote(index: number, before: T | null): void {
    const versions = this.former.get(index) ?? [];
    this.former.set(index, [...versions, { until: this.now() + this.ms, object: before }]);
  }

  /** What lists see in place of what is there; null is nothing. */
  seen(index: number, current: T | null): T | null {
    const version = this.version(index);
    return version ? version.object : current;
  }

  isBehind(index: number): boolean {
    return this.version(index) !== undefined;
  }

  /** Whether lists see anything else than what is there. */
  get isActive(): boolean {
    for (const index of this.former.keys()) if (this.version(index)) return true;
    return false;
  }

  private version(index: number): Former<T> | undefined {
    const versions = this.former.get(index);
    if (!versions) return undefined;
    const now = this.now();
    const version = versions.find(({ until }) => until > now);
    if (!version) this.former.delete(index);
    return version;
  }
}

/** A store whose lists can stay behind. */
export interface Lagging {
  /** @param ms 0: from now on, writes are listed at once */
  lagBy(ms: number, now: () => number): void;
}
