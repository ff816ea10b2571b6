/** Bounds how much is done at the same time. A work may give its place back before it is over. */
export class Gate {
  private readonly waiting: (() => void)[] = [];

  /** @param places of works that are inside */
  constructor(private places: number) {}

  /**
   * Waits for a place, first come, first served.
   * @param work `left` gives its place back; otherwise it has it to the end
   * @throws what `work` throws; the reason of the signal once it is aborted
   */
  async pass<T>(signal: AbortSignal, work: (left: () => void) => Promise<T>): Promise<T> {
    if (this.places > 0) this.places -= 1;
    else await new Promise<void>((resolve) => this.waiting.push(resolve));
    let isInside = true;
    const left = () => {
      if (isInside) this.giveBack();
      isInside = false;
    };
    try {
      signal.throwIfAborted();
      return await work(left);
    } finally {
      left();
    }
  }

  private giveBack(): void {
    const next = this.waiting.shift();
    if (next) next();
    else this.places += 1;
  }
}
