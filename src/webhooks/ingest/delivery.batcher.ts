import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { UnavailableError } from '../../common/http.errors.js';
import { CONFIG, type Config } from '../../config/config.js';
import { DatabaseAvailability } from '../../database/availability/database.availability.js';
import { DatabaseUnavailableError } from '../../database/database-unavailable.error.js';
import { Metrics } from '../../observability/metrics.js';
import { UsageMeter } from '../../observability/usage/usage.meter.js';
import { InboxStore, type IncomingEvent } from '../inbox/inbox.store.js';
import { IngestPressure } from '../inbox/ingest.pressure.js';
import { HintThrottle } from './hint.throttle.js';

/** Precision of WEBHOOK_COMMIT_TIMEOUT_MS: one periodic check for all deliveries instead of a timer for each. */
const OVERDUE_CHECK_MS = 250;

interface Waiting {
  incoming: IncomingEvent;
  since: number;
  resolve(duplicate: boolean): void;
  reject(error: unknown): void;
}

/**
 * Commits concurrent deliveries together. Deliveries that arrive while a batch is being written form the next batch, so
 * with more load each delivery costs less. The next batch starts early only if the current one takes long, because
 * several small batches would wait for each other's commit. Each caller gets its response once its event is on disk.
 */
@Injectable()
export class DeliveryBatcher implements OnModuleDestroy {
  private waiting: Waiting[] = [];
  private readonly writing = new Set<readonly Waiting[]>();
  private readonly overdueCheck = setInterval(() => this.refuseOverdue(), OVERDUE_CHECK_MS).unref();
  private timer?: NodeJS.Timeout;
  private idle?: () => void;

  constructor(
    private readonly inbox: InboxStore,
    private readonly hints: HintThrottle,
    private readonly pressure: IngestPressure,
    private readonly metrics: Metrics,
    private readonly usage: UsageMeter,
    private readonly availability: DatabaseAvailability,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /**
   * Resolves once the event is committed. The value is true if the event was known before.
   * @throws UnavailableError when PostgreSQL does not store it in time; the provider will retry
   */
  receive(incoming: IncomingEvent): Promise<boolean> {
    if (this.waiting.length >= this.config.limits.WEBHOOK_GATHER_BACKLOG) {
      return Promise.reject(new UnavailableError('The inbox'));
    }
    const refusal = this.availability.refusal();
    if (refusal) return Promise.reject(refusal);
    return new Promise((resolve, reject) => {
      this.waiting.push({ incoming, since: performance.now(), resolve, reject });
      this.schedule();
    });
  }

  async onModuleDestroy(): Promise<void> {
    if (this.waiting.length > 0 || this.writing.size > 0) await new Promise<void>((resolve) => (this.idle = resolve));
    clearInterval(this.overdueCheck);
  }

  /**
   * Refuses deliveries that wait too long. Otherwise a server that stays connected but does not respond would block
   * them indefinitely.
   */
  private refuseOverdue(): void {
    const deadline = performance.now() - this.config.limits.WEBHOOK_COMMIT_TIMEOUT_MS;
    const isOverdue = ({ since }: Waiting) => since < deadline;
    const refused = [this.waiting, ...this.writing].flatMap((batch) => batch.filter(isOverdue));
    if (refused.length === 0) return;
    this.waiting = this.waiting.filter((entry) => !isOverdue(entry));
    const error = new DatabaseUnavailableError('timeout');
    for (const { reject } of refused) reject(error);
  }

  private schedule(): void {
    const { limits } = this.config;
    if (this.writing.size >= limits.WEBHOOK_GATHER_CONCURRENCY) return;
    if (this.waiting.length >= limits.WEBHOOK_GATHER_MAX) return this.flush();
    const patience = this.writing.size === 0 ? limits.WEBHOOK_GATHER_MS : limits.WEBHOOK_GATHER_BESIDE_MS;
    this.timer ??= setTimeout(() => this.flush(), patience);
  }

  private flush(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    const batch = this.takeBatch();
    if (batch.length === 0) return this.rest();
    this.writing.add(batch);
    void this.write(batch).finally(() => {
      this.writing.delete(batch);
      if (this.waiting.length > 0) this.flush();
      else this.rest();
    });
  }

  private rest(): void {
    if (this.writing.size === 0) this.idle?.();
  }

  /** One statement can insert each key only once, so a second copy of an event waits for the next batch. */
  private takeBatch(): Waiting[] {
    const keys = new Set<string>();
    const batch: Waiting[] = [];
    const rest: Waiting[] = [];
    for (const entry of this.waiting) {
      const key = `${entry.incoming.endpoint}\n${entry.incoming.event.dedupeKey}`;
      if (batch.length >= this.config.limits.WEBHOOK_GATHER_MAX || keys.has(key)) rest.push(entry);
      else {
        keys.add(key);
        batch.push(entry);
      }
    }
    this.waiting = rest;
    return batch;
  }

  /** Settles every delivery of the batch. Returns the refusal if PostgreSQL stored none of them. */
  private async write(batch: readonly Waiting[]): Promise<UnavailableError | undefined> {
    this.metrics.inboxBatch.observe(batch.length);
    this.pressure.note(batch.length);
    try {
      const received = await this.inbox.receive(batch.map(({ incoming }) => incoming));
      const known = new Array<boolean>(batch.length).fill(true);
      for (const { n, fresh, tenantId } of received) {
        known[n - 1] &&= !fresh;
        if (fresh) this.usage.add(tenantId, batch[n - 1]!.incoming.provider, { webhooks: 1 });
      }
      batch.forEach((entry, i) => entry.resolve(known[i] ?? false));
      this.hints.offer(received);
    } catch (error) {
      if (batch.length === 1 || error instanceof UnavailableError) for (const entry of batch) entry.reject(error);
      else await this.writeApart(batch);
      return error instanceof UnavailableError ? error : undefined;
    }
    return undefined;
  }

  /**
   * Writes events one by one after one of them made the batch fail, so that the others do not fail with it. Stops once
   * PostgreSQL refuses.
   */
  private async writeApart(batch: readonly Waiting[]): Promise<void> {
    let refusal: UnavailableError | undefined;
    for (const entry of batch) {
      if (refusal) entry.reject(refusal);
      else refusal = await this.write([entry]);
    }
  }
}
