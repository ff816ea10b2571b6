/** The used part of a standard stream. */
export interface OutputStream {
  readonly writableLength: number;
  write(chunk: string | Uint8Array, ...rest: unknown[]): boolean;
  on(event: 'error', listener: (error: Error) => void): unknown;
}

type WriteCallback = (error?: Error | null) => void;

/**
 * Protects the process from problems of a standard stream. If the disk is full or the reader has gone, each write
 * fails, and the unhandled error would end the process. If the reader is slow, lines would pile up in memory. Lines
 * that cannot be written are dropped and counted. The next line that can be written reports how many are missing.
 *
 * The guard replaces the stream's `write`, so that it applies to every writer.
 */
export class OutputGuard {
  private droppedChunks = 0;
  private unreported = 0;
  private readonly original: OutputStream['write'];

  /** @param maxBytes largest number of bytes that wait for the reader */
  constructor(
    private readonly stream: OutputStream,
    private maxBytes: number,
  ) {
    this.original = stream.write.bind(stream);
    stream.on('error', () => undefined);
    stream.write = (chunk, ...rest) => this.write(chunk, rest);
  }

  /** Number of writes that were dropped since the process began. In a log, each write is one line. */
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
      // The error is not passed on, because the writer cannot correct it.
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
