/**
 * Bounds how many requests of a claim are stored and have not left yet. What is stored waits for the account's rate in the time
 * of its answer, and is taken back when that comes too late; what waits here has no time to lose.
 */
export class SendGate {
  private readonly waiting: (() => void)[] = [];

  /** @param places of requests that are on their way out */
  constructor(private places: number) {}

  /**
   * Waits for a place, first come, first served.
   * @param work stores the request and sends it; `left` gives the place back as soon as it leaves, otherwise it has it to the end
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
