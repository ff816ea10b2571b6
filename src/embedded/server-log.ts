import { closeSync, openSync, readSync, renameSync, statSync } from 'node:fs';

const ROTATE_AT_BYTES = 10 * 1024 * 1024;
const TAIL_BYTES = 2_000;

/** The file that a server's output goes to; remembers where the present run began. */
export class ServerLog {
  private runBegan = 0;

  constructor(readonly path: string) {}

  /** Opens for appending; the caller closes the descriptor once the child has it. */
  open(): number {
    if (this.size() > ROTATE_AT_BYTES) renameSync(this.path, `${this.path}.1`);
    this.runBegan = this.size();
    return openSync(this.path, 'a', 0o600);
  }

  /** The last lines that the present run wrote. */
  tail(): string {
    const from = Math.max(this.runBegan, this.size() - TAIL_BYTES);
    const buffer = Buffer.alloc(TAIL_BYTES);
    try {
      const file = openSync(this.path, 'r');
      const length = readSync(file, buffer, 0, TAIL_BYTES, from);
      closeSync(file);
      return buffer.toString('utf8', 0, length).trim();
    } catch {
      return '';
    }
  }

  private size(): number {
    return statSync(this.path, { throwIfNoEntry: false })?.size ?? 0;
  }
}
