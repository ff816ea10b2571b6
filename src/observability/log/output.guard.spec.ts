import { Writable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { OutputGuard } from './output.guard.js';

/** A stream that writes only when the test calls `read()`. */
class Reader extends Writable {
  readonly lines: string[] = [];
  failure: Error | null = null;
  slow = false;
  private waiting: (() => void)[] = [];

  constructor() {
    super({ decodeStrings: false, emitClose: false });
  }

  /** Like the standard streams of Node, this stream continues after an error. */
  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    done(error);
    (this as unknown as { _undestroy(): void })._undestroy();
  }

  override _write(chunk: unknown, _encoding: string, done: (error?: Error | null) => void): void {
    const write = () => {
      if (!this.failure) this.lines.push(String(chunk));
      done(this.failure);
    };
    if (this.slow) this.waiting.push(write);
    else write();
  }

  /** Resolves after all waiting lines have been written. */
  async read(): Promise<void> {
    this.slow = false;
    while (this.waiting.length > 0) {
      this.waiting.shift()?.();
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('OutputGuard', () => {
  const guarded = (maxBytes = 1_000) => {
    const reader = new Reader();
    return { reader, guard: new OutputGuard(reader, maxBytes) };
  };

  it('passes lines on', async () => {
    const { reader, guard } = guarded();
    reader.write('one\n');
    reader.write('two\n', 'utf8');
    await new Promise<void>((resolve) => void reader.write('three\n', () => resolve()));
    expect([reader.lines, guard.dropped]).toEqual([['one\n', 'two\n', 'three\n'], 0]);
  });

  it('drops and counts what cannot be written, tells the writer of no error, and says later how much is missing', async () => {
    const { reader, guard } = guarded();
    reader.failure = Object.assign(new Error('full'), { code: 'ENOSPC' });
    const errors: unknown[] = [];
    for (let n = 0; n < 3; n++) reader.write('lost\n', (error) => errors.push(error));
    await settled();
    expect([guard.dropped, errors]).toEqual([3, [undefined, undefined, undefined]]);
    reader.failure = null;
    reader.write('back\n');
    reader.write('more\n');
    await settled();
    expect(reader.lines).toEqual(['3 lines of this log were dropped: they could not be written\n', 'back\n', 'more\n']);
  });

  it('keeps no more for a slow reader than it was told', async () => {
    const { reader, guard } = guarded(1_000);
    reader.slow = true;
    for (let n = 0; n < 1_000; n++) reader.write('x'.repeat(100));
    expect(reader.writableLength).toBeLessThanOrEqual(1_000);
    expect(guard.dropped).toBe(990);
    await reader.read();
    reader.write('after');
    await settled();
    expect(reader.lines.slice(10)).toEqual([expect.stringMatching(/^990 lines/), 'after']);
  });
});
