/** The indexes of a stream by one value of its objects. Built when first asked for, then kept up to date. */
export class ValueIndex {
  private byValue: Map<string, Set<number>> | null = null;

  /** @param valueOf undefined where an object has none */
  constructor(
    private readonly valueOf: (index: number) => string | undefined,
    private readonly present: () => number[],
  ) {}

  /** Must be called before the object changes. */
  leave(index: number): void {
    const value = this.byValue && this.valueOf(index);
    if (typeof value === 'string') this.byValue!.get(value)?.delete(index);
  }

  enter(index: number): void {
    if (this.byValue) this.put(this.byValue, index);
  }

  find(value: string): Iterable<number> {
    if (!this.byValue) {
      this.byValue = new Map();
      for (const index of this.present()) this.put(this.byValue, index);
    }
    return this.byValue.get(value) ?? [];
  }

  private put(byValue: Map<string, Set<number>>, index: number): void {
    const value = this.valueOf(index);
    if (value === undefined) return;
    const indexes = byValue.get(value);
    if (indexes) indexes.add(index);
    else byValue.set(value, new Set([index]));
  }
}
