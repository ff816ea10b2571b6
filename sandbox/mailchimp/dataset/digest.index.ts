import { OrderedView } from './ordered.view.js';

const DIGITS = 8;

/** Finds who has a hexadecimal digest: a digest leads back to nothing, so the first digits of all are kept in order. */
export class DigestIndex {
  private view: OrderedView | undefined;

  constructor(
    private readonly count: number,
    private readonly digest: (index: number) => string,
  ) {}

  indexOf(wanted: string): number | undefined {
    if (!/^[0-9a-f]{32}$/.test(wanted)) return undefined;
    this.view ??= new OrderedView(Array.from({ length: this.count }, (_, at) => [start(this.digest(at)), at] as const));
    for (let place = this.view.rank(start(wanted)); place < this.view.length; place += 1) {
      const index = this.view.indexAt(place);
      const found = this.digest(index);
      if (found === wanted) return index;
      if (start(found) !== start(wanted)) return undefined;
    }
    return undefined;
  }
}

const start = (digest: string): number => parseInt(digest.slice(0, DIGITS), 16);
