import { Inject, Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { NIL as NO_EVENT } from 'uuid';
import { CONFIG, type Config } from '../../config/config.js';
import { DatabaseAvailability } from '../../database/availability/database.availability.js';
import { DatabaseUnavailableError } from '../../database/database-unavailable.error.js';
import { Metrics } from '../../observability/metrics.js';
import { Dispatcher } from '../../work/dispatcher.js';
import { judgeFailure, type FailureVerdict } from '../../work/failure.verdict.js';
import { DONE, JobHandlers, type JobOutcome } from '../../work/job.handlers.js';
import { Lease, LeaseLostError, ShutdownError } from '../../work/lease.js';
import { JOB_QUEUE, QUEUES, type WorkRef } from '../../work/queue.table.js';
import { Reconciler } from '../../work/reconciler.js';
import { RefusedWork } from '../../work/refused.work.js';
import { EventApplier, type Applied } from './event.applier.js';
import { InboxStore, type ClaimedEvent, type FinishedEvent, type PostponedEvent } from './inbox.store.js';
import { IngestPressure } from './ingest.pressure.js';
import { SpareTurns } from './spare.turns.js';
import { TenantTurns } from './tenant.turns.js';

/** So many events that PostgreSQL refuses one after the other are no accident of theirs. */
const REFUSALS_IN_A_ROW = 2;

/**
 * Follows a hint into the inbox: claims what is due for the tenant and sees each event to its end. While there is
 * more, it leaves a hint behind, so that tenants with a backlog take turns.
 */
@Injectable()
export class InboxProcessor implements OnModuleInit, OnModuleDestroy {
  private readonly logger = new Logger(InboxProcessor.name);
  private readonly leases = new Set<Lease>();
  private readonly turns = new TenantTurns(Math.ceil(QUEUES[JOB_QUEUE.webhook].concurrency / 2));

  constructor(
    private readonly inbox: InboxStore,
    private readonly applier: EventApplier,
    private readonly handlers: JobHandlers,
    private readonly dispatcher: Dispatcher,
    private readonly reconciler: Reconciler,
    private readonly pressure: IngestPressure,
    private readonly spare: SpareTurns,
    private readonly availability: DatabaseAvailability,
    private readonly refused: RefusedWork,
    private readonly metrics: Metrics,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  onModuleInit(): void {
    this.handlers.register('webhook', (ref) => this.process(ref));
    this.reconciler.register(this.inbox, () => this.pressure.isHigh());
  }

  onModuleDestroy(): void {
    for (const lease of this.leases) lease.abort(new ShutdownError());
  }

  /** The outcome is that of the named event; its neighbours are settled in their rows. */
  async process(ref: WorkRef): Promise<JobOutcome> {
    if (!this.turns.begin(ref.tenantId)) {
      this.offerSpare(ref.tenantId);
      return DONE;
    }
    let hasMore = false;
    try {
      return await this.takeTurn(ref, () => (hasMore = true));
    } finally {
      const putAside = this.turns.end(ref.tenantId);
      if (putAside || hasMore) void this.goOn(ref);
    }
  }

  /** Where nobody else has anything to do, a tenant has more than its share. No hint brings such an event back. */
  private offerSpare(tenantId: string): void {
    this.spare.offer(tenantId, () => this.takeTurn({ tenantId, id: NO_EVENT }, () => this.offerSpare(tenantId)));
  }

  /** @param onMore more events of the tenant may be due */
  private async takeTurn(ref: WorkRef, onMore: () => void): Promise<JobOutcome> {
    const { WEBHOOK_CLAIM_BATCH, LEASE_SECONDS } = this.config.limits;
    if (!(await this.pressure.subsides())) return DONE;
    const claimed = await this.inbox.claim(ref, WEBHOOK_CLAIM_BATCH, LEASE_SECONDS);
    if (claimed.length >= WEBHOOK_CLAIM_BATCH) onMore();
    return claimed.length === 0 ? DONE : this.processClaimed(ref, claimed);
  }

  /** At the end of the queue, behind the hints of other tenants. */
  private async goOn(payload: WorkRef): Promise<void> {
    await this.dispatcher.send([{ job: 'webhook', payload }]);
  }

  private async processClaimed({ tenantId, id }: WorkRef, claimed: readonly ClaimedEvent[]): Promise<JobOutcome> {
    const lease = this.hold(tenantId, claimed);
    try {
      const failures = await this.applyAll(tenantId, claimed, lease.signal);
      return await this.settleFailures(tenantId, id, failures);
    } finally {
      lease.end();
      this.leases.delete(lease);
    }
  }

  private hold(tenantId: string, claimed: readonly ClaimedEvent[]): Lease {
    const { LEASE_SECONDS: leaseSeconds } = this.config.limits;
    const lease = new Lease({
      leaseSeconds,
      extend: async () => ((await this.inbox.extend(tenantId, claimed, leaseSeconds)) ? 'held' : 'lost'),
      onLost: () => this.metrics.leaseLosses.inc({ work: 'webhook' }),
    });
    this.leases.add(lease);
    return lease;
  }

  private async applyAll(
    tenantId: string,
    claimed: readonly ClaimedEvent[],
    signal: AbortSignal,
  ): Promise<Map<ClaimedEvent, unknown>> {
    const failures = new Map<ClaimedEvent, unknown>();
    const integrations = [...new Set(claimed.map((event) => event.integrationId))];
    for (const integrationId of integrations) {
      const events = claimed.filter((event) => event.integrationId === integrationId);
      const refusal = this.availability.refusal();
      if (refusal) {
        for (const event of events) failures.set(event, refusal.untried());
        continue;
      }
      this.report(events, await this.applyTogether(tenantId, integrationId, events, signal, failures));
    }
    return failures;
  }

  /** One poisonous event must not hold up its neighbours: when a batch fails, each is tried by itself. */
  private async applyTogether(
    tenantId: string,
    integrationId: string,
    events: readonly ClaimedEvent[],
    signal: AbortSignal,
    failures: Map<ClaimedEvent, unknown>,
  ): Promise<Applied> {
    try {
      signal.throwIfAborted();
      const applied = await this.applier.apply(tenantId, integrationId, events, signal);
      for (const [event, error] of applied.failed) failures.set(event, error);
      return applied;
    } catch (error) {
      const isShared = events.length === 1 || signal.aborted || !(await this.mayBeOneEvents(error));
      if (!isShared) return this.applyApart(tenantId, integrationId, events, signal, failures);
      for (const event of events) failures.set(event, error);
      return { finished: [], failed: new Map() };
    }
  }

  /** Those that come after several in a row that PostgreSQL has refused are not tried: it would refuse them too. */
  private async applyApart(
    tenantId: string,
    integrationId: string,
    events: readonly ClaimedEvent[],
    signal: AbortSignal,
    failures: Map<ClaimedEvent, unknown>,
  ): Promise<Applied> {
    const finished: FinishedEvent[] = [];
    let refusals = 0;
    let refusal: DatabaseUnavailableError | undefined;
    for (const event of events) {
      if (refusal && refusals >= REFUSALS_IN_A_ROW) {
        failures.set(event, refusal.untried());
        continue;
      }
      const applied = await this.applyTogether(tenantId, integrationId, [event], signal, failures);
      finished.push(...applied.finished);
      const failure = failures.get(event);
      refusal = failure instanceof DatabaseUnavailableError ? failure : undefined;
      refusals = refusal ? refusals + 1 : 0;
    }
    return { finished, failed: new Map() };
  }

  /**
   * Provider trouble and lost infrastructure hit every event alike; anything else may be one event's poison. So may a
   * refusal by a PostgreSQL that otherwise takes writes.
   */
  private async mayBeOneEvents(error: unknown): Promise<boolean> {
    if (error instanceof LeaseLostError) return false;
    if (error instanceof DatabaseUnavailableError) return (await this.availability.since(error.at)).up;
    return judgeFailure('webhook', error, 0).kind === 'retry';
  }

  private async settleFailures(
    tenantId: string,
    named: string,
    failures: ReadonlyMap<ClaimedEvent, unknown>,
  ): Promise<JobOutcome> {
    let outcome: JobOutcome = DONE;
    const postponed: PostponedEvent[] = [];
    const dead: FinishedEvent[] = [];
    for (const [event, error] of failures) {
      const verdict = await this.refused.judge('webhook', event, error);
      if (verdict.kind === 'dead') dead.push({ event, status: 'dead', error: verdict.error });
      else if (verdict.kind !== 'lost') postponed.push(toPostponed(event, verdict, event.id === named));
      if (event.id === named) outcome = toOutcome(verdict, error);
      this.log(event, verdict, error);
    }
    await this.inbox.postpone(tenantId, postponed);
    if (dead.length > 0) await this.inbox.bury(tenantId, dead);
    this.count(dead);
    return outcome;
  }

  private report(events: readonly ClaimedEvent[], applied: Applied): void {
    this.count(applied.finished);
    const done = applied.finished.filter(({ status }) => status === 'done');
    this.refused.committed(done.map(({ event }) => event.id));
    for (const { provider, ageSeconds } of events) this.metrics.inboxLag.observe({ provider }, ageSeconds);
  }

  private count(finished: readonly FinishedEvent[]): void {
    for (const { event, status } of finished) this.metrics.webhookEvents.inc({ provider: event.provider, status });
  }

  private log(event: ClaimedEvent, verdict: FailureVerdict, error: unknown): void {
    if (verdict.kind === 'lost' || verdict.kind === 'postpone') return;
    const stack = verdict.error.code === 'internal_error' && error instanceof Error ? error.stack : undefined;
    const text = `Webhook event ${event.id} (${event.type}): ${verdict.error.code}, ${verdict.kind}`;
    this.logger.warn(stack ? `${text}\n${stack}` : text);
  }
}

function toPostponed(
  event: ClaimedEvent,
  verdict: Exclude<FailureVerdict, { kind: 'dead' | 'lost' }>,
  isNamed: boolean,
): PostponedEvent {
  if (verdict.kind === 'postpone') {
    return { event, delayMs: verdict.delayMs, usesAttempt: false, hinted: false, error: verdict.error };
  }
  const hinted = isNamed && verdict.retry.tier === 'quick';
  return { event, delayMs: verdict.retry.delayMs, usesAttempt: true, hinted, error: verdict.error };
}

function toOutcome(verdict: FailureVerdict, error: unknown): JobOutcome {
  if (verdict.kind === 'retry') return { kind: verdict.retry.tier === 'quick' ? 'retry' : 'failed', error };
  return verdict.kind === 'dead' ? { kind: 'failed', error } : DONE;
}
