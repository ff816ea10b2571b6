import { WebhookTransport } from './webhook.transport.js';
import { SeededRandom } from './seeded.random.js';

export interface DeliveryAttempt {
  /** 0 for the first attempt. */
  retry: number;
  /** When the first attempt was due, in epoch milliseconds of the machine's clock. */
  since: number;
  /** How the attempt before this one ended. */
  former?: number | 'timeout' | 'unreachable';
}

interface WebhookDelivery {
  url: string;
  /** Called for every attempt: a retry is signed afresh. */
  compose(attempt: DeliveryAttempt): { body: string; headers: Record<string, string> };
  /** Called once, when it was accepted or given up. */
  settled?(delivered: boolean): void;
}

interface DeliveryHabits {
  /** Share of deliveries sent twice. */
  duplicates: number;
  shuffle: boolean;
  paused: boolean;
  timeoutMs: number;
  firstRetryMs: number;
  maxRetryMs: number;
  /** How long after the first attempt it is still retried. */
  giveUpAfterMs: number;
  concurrency: number;
  /** Nothing new is sent while a refused delivery waits for its next attempt. */
  headOfLine: boolean;
}

const DEFAULT_HABITS: DeliveryHabits = {
  duplicates: 0,
  shuffle: false,
  paused: false,
  timeoutMs: 10_000,
  firstRetryMs: 200,
  maxRetryMs: 5_000,
  giveUpAfterMs: 60_000,
  concurrency: 32,
  headOfLine: false,
};

interface Waiting {
  delivery: WebhookDelivery;
  attempt: number;
  since: number;
  silent: boolean;
  former?: DeliveryAttempt['former'];
}

/** Delivers at least once, in no promised order, as webhook vendors do. */
export class WebhookSender {
  private habits = { ...DEFAULT_HABITS };
  private queue: Waiting[] = [];
  private head = 0;
  private running = 0;
  private closed = false;
  private sleeping = new Set<NodeJS.Timeout>();
  private readonly random = new SeededRandom(0x5eed);
  private readonly transport = new WebhookTransport();
  private counts = { delivered: 0, failed: 0, attempts: 0, byStatus: {} as Record<string, number> };

  configure(habits: Partial<DeliveryHabits>): DeliveryHabits {
    const given = Object.entries(habits).filter(([name, value]) => name in this.habits && value !== undefined);
    Object.assign(this.habits, Object.fromEntries(given));
    this.pump();
    return { ...this.habits };
  }

  send(delivery: WebhookDelivery): void {
    const since = Date.now();
    this.queue.push({ delivery, attempt: 1, since, silent: false });
    if (this.habits.duplicates > 0 && this.random.fraction() < this.habits.duplicates) {
      this.queue.push({ delivery, attempt: 1, since, silent: true });
    }
    setImmediate(() => this.pump());
  }

  report() {
    return { pending: this.queue.length - this.head + this.running + this.sleeping.size, ...this.counts };
  }

  reset(): void {
    for (const timer of this.sleeping) clearTimeout(timer);
    this.sleeping.clear();
    this.queue = [];
    this.head = 0;
    this.counts = { delivered: 0, failed: 0, attempts: 0, byStatus: {} };
  }

  close(): void {
    this.closed = true;
    this.reset();
    this.transport.close();
  }

  private pump(): void {
    while (this.maySend()) {
      this.running += 1;
      void this.attempt(this.next()).finally(() => {
        this.running -= 1;
        this.pump();
      });
    }
  }

  private maySend(): boolean {
    const { paused, concurrency, headOfLine } = this.habits;
    if (paused || (headOfLine && this.sleeping.size > 0)) return false;
    return this.running < concurrency && this.head < this.queue.length;
  }

  private next(): Waiting {
    const last = this.queue.length - 1;
    const chosen = this.habits.shuffle ? this.head + this.random.integer(last - this.head + 1) : this.head;
    const waiting = this.queue[chosen]!;
    this.queue[chosen] = this.queue[this.head]!;
    this.head += 1;
    if (this.head > 4096) {
      this.queue.splice(0, this.head);
      this.head = 0;
    }
    return waiting;
  }

  private async attempt(waiting: Waiting): Promise<void> {
    const { attempt, since, former } = waiting;
    const about = { retry: attempt - 1, since, ...(former === undefined ? {} : { former }) };
    const { body, headers } = waiting.delivery.compose(about);
    const status = await this.transport.post(waiting.delivery.url, headers, body, this.habits.timeoutMs);
    // What was under way now fails, and must not keep the process alive by its retries.
    if (this.closed) return;
    this.counts.attempts += 1;
    this.counts.byStatus[status] = (this.counts.byStatus[status] ?? 0) + 1;
    const accepted = typeof status === 'number' && status >= 200 && status < 300;
    if (!accepted && Date.now() - waiting.since < this.habits.giveUpAfterMs) return this.later(waiting, status);
    this.counts[accepted ? 'delivered' : 'failed'] += 1;
    if (!waiting.silent) waiting.delivery.settled?.(accepted);
  }

  private later(waiting: Waiting, former: DeliveryAttempt['former']): void {
    const delay = Math.min(this.habits.maxRetryMs, this.habits.firstRetryMs * 2 ** (waiting.attempt - 1));
    const timer = setTimeout(() => {
      this.sleeping.delete(timer);
      const again = { ...waiting, attempt: waiting.attempt + 1, former };
      if (this.habits.headOfLine) this.queue.splice(this.head, 0, again);
      else this.queue.push(again);
      this.pump();
    }, delay);
    this.sleeping.add(timer);
  }
}
