import { Readable } from 'node:stream';

/** A longer timer would fire at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/**
 * The texts of a generator as a byte stream. Unlike one of `Readable.from`, it is over as soon as it is destroyed, and
 * does not wait for a generator that is itself waiting: the client has gone.
 */
export class EventStream extends Readable {
  private isFinished = false;
  private readonly expiry: NodeJS.Timeout | undefined;

  /**
   * @param onEnd called once, however the stream ends
   * @param expiresAt when the caller's access ends, epoch milliseconds: the stream ends then. Absent: never
   */
  constructor(
    private readonly source: AsyncGenerator<string>,
    private readonly onEnd: () => void,
    expiresAt?: number,
  ) {
    super({ highWaterMark: 1 });
    if (expiresAt === undefined) return;
    const left = Math.min(Math.max(0, expiresAt - Date.now()), LONGEST_TIMER_MS);
    this.expiry = setTimeout(() => this.finish(), left).unref();
  }

  override _read(): void {
    this.source.next().then(
      ({ value, done }) => (this.isFinished ? undefined : this.push(done ? null : value)),
      (error: Error) => this.destroy(error),
    );
  }

  /** Ends the stream in order, without waiting for the generator. */
  finish(): void {
    if (this.isFinished) return;
    this.isFinished = true;
    this.push(null);
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    clearTimeout(this.expiry);
    this.onEnd();
    done(error);
  }
}
