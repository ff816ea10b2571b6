/** Every message about something of ours that is away says it in these words; see `UnavailableError`. */
const OUTAGE = /\b(The database|The inbox) is unavailable\b/;

const WINDOW_MS = 1_000;

interface Window {
  timer: NodeJS.Timeout;
  folded: number;
  last: string;
}

/**
 * Folds what a process logs about one outage into a line a second: the first message as it is, and of those that follow
 * within a second their number and the last of them. A thousand refused requests are one fact.
 */
export class OutageFolder {
  private readonly windows = new Map<string, Window>();

  /** @param write writes one line */
  constructor(private readonly write: (line: string) => void) {}

  /** Returns whether the message was taken: then the caller must not write it. */
  take(message: unknown): boolean {
    if (typeof message !== 'string') return false;
    const what = OUTAGE.exec(message)?.[1];
    if (what === undefined) return false;
    const window = this.windows.get(what);
    if (window) {
      window.folded++;
      window.last = message;
    } else {
      this.open(what);
      this.write(message);
    }
    return true;
  }

  private open(what: string): void {
    const timer = setTimeout(() => this.close(what), WINDOW_MS).unref();
    this.windows.set(what, { timer, folded: 0, last: '' });
  }

  private close(what: string): void {
    const { folded, last } = this.windows.get(what) ?? { folded: 0, last: '' };
    this.windows.delete(what);
    if (folded === 0) return;
    this.open(what);
    this.write(`${what} is unavailable: ${folded} more messages within a second, the last: ${last}`);
  }
}
