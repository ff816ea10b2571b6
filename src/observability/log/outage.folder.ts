/** Every message about an unavailable dependency contains these words; see `UnavailableError`. */
const OUTAGE = /\b(The database|The inbox) is unavailable\b/;

const WINDOW_MS = 1_000;

interface Window {
  timer: NodeJS.Timeout;
  folded: number;
  last: string;
}

/**
 * Folds the log messages about one outage into one line per second. The first message is logged as it is. For those
 * that follow within a second, only their number and the last message are logged.
 */
export class OutageFolder {
  private readonly windows = new Map<string, Window>();

  /** @param write writes one line */
  constructor(private readonly write: (line: string) => void) {}

  /** Returns true if the message was taken. The caller must then not log it. */
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
