import { Readable } from 'node:stream';

/**
 * The texts of a generator as a byte stream. Unlike one of `Readable.from`, it is over as soon as it is destroyed, and
 * does not wait for a generator that is itself waiting: the client has gone.
 */
export class EventStream extends Readable {
  private isFinished = false;

  /** @param onEnd called once, however the stream ends */
  constructor(
    private readonly source: AsyncGenerator<string>,
    private readonly onEnd: () => void,
  ) {
    super({ highWaterMark: 1 });
  }

  override _read(): void {
    this.source.next().then(
      ({ value, done }) => (this.isFinished ? undefined : this.push(done ? null : value)),
      (error: Error) => this.destroy(error),
    );
  }

  /** Ends the stream in order, without waiting for the generator. */
  finish(): void {
    this.isFinished = true;
    this.push(null);
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.onEnd();
    done(error);
  }
}
