/** What is used of a standard stream of the process. */
export interface OutputStream {
  readonly writableLength: number;
  write(chunk: string | Uint8Array, ...rest: unknown[]): boolean;
  on(event: 'error', listener: (error: Error) => void): unknown;
}

type WriteCallback = (error?: Error | null) => void;

/**
 * Keeps a standard stream from harming the process. A disk that is full and a reader that has gone make each write fail,
 * and an unhandled error ends the process; a reader that is slow makes lines pile up in memory. What cannot be
 * written is dropped and counted, and the first line that can be written again says how much is missing.
 *
 * It takes the place of the stream's own `write`, so that it holds for every writer.
 */
export class OutputGuard {
  private droppedChunks = 0;
  private unreported = 0;
  private readonly original: OutputStream['write'];

  /** @param maxBytes that may wait for the reader */
  constructor(
    private readonly stream: OutputStream,
    private maxBytes: number,
  ) {
    this.original = stream.write.bind(stream);
    stream.on('error', () => undefined);
    stream.write = (chunk, ...rest) => this.write(chunk, rest);
  }

  /** Writes that were dropped since the process began: a line each, for a log. */
  get dropped(): number {
    return this.droppedChunks;
  }

  limit(maxBytes: number): void {
    this.maxBytes = maxBytes;
  }

  private write(chunk: string | Uint8Array, rest: readonly unknown[]): boolean {
    const encoding = rest.find((argument) => typeof argument === 'string');
    const done = rest.find((argument): argument is WriteCallback => typeof argument === 'function');
    const { writableLength } = this.stream;
    if (writableLength > 0 && writableLength + chunk.length > this.maxBytes) {
      this.drop();
      if (done) process.nextTick(done);
      return false;
    }
    if (this.unreported > 0) this.report();
    return this.pass(chunk, encoding, (error) => {
      if (error) this.drop();
      // The writer cannot do anything about it either.
      done?.();
    });
  }

  private report(): void {
    const count = this.unreported;
    this.unreported = 0;
    this.pass(`${count} lines of this log were dropped: they could not be written\n`, undefined, (error) => {
      if (error) this.unreported += count;
    });
  }

  private pass(chunk: string | Uint8Array, encoding: unknown, done: WriteCallback): boolean {
    return encoding === undefined ? this.original(chunk, done) : this.original(chunk, encoding, done);
  }

  private drop(): void {
    this.droppedChunks++;
    this.unreported++;
  }
}
