import { Inject, Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/config.js';
import { Database } from '../../database/database.js';
import { ConnectionLoader } from '../../integrations/connections/connection.loader.js';
import { Disconnector } from '../../integrations/connections/disconnector.js';
import { IntegrationStore } from '../../integrations/connections/integration.store.js';
import { Metrics } from '../../observability/metrics.js';
import { DONE, JobHandlers, type JobOutcome } from '../../work/job.handlers.js';
import { CancelledError, Lease, ShutdownError } from '../../work/lease.js';
import type { WorkRef } from '../../work/queue.table.js';
import { Reconciler } from '../../work/reconciler.js';
import { RefusedWork } from '../../work/refused.work.js';
import { RecordExporter } from '../batch/record.exporter.js';
import type { RunContext } from '../engine/run.context.js';
import { SyncEngine } from '../engine/sync.engine.js';
import type { RunError, RunRow, StreamError } from '../runs/run.row.js';
import { RunStore } from '../runs/run.store.js';
import { SurplusRuns } from '../runs/surplus.runs.js';

/** Follows a hint to a run: claims it, executes it under a lease, and settles how it ended. */
@Injectable()
export class RunExecutor implements OnModuleInit, OnModuleDestroy {
  private readonly logger = new Logger(RunExecutor.name);
  private readonly leases = new Set<Lease>();

  constructor(
    private readonly runs: RunStore,
    private readonly surplus: SurplusRuns,
    private readonly engine: SyncEngine,
    private readonly exporter: RecordExporter,
    private readonly database: Database,
    private readonly connections: ConnectionLoader,
    private readonly integrations: IntegrationStore,
    private readonly disconnector: Disconnector,
    private readonly handlers: JobHandlers,
    private readonly reconciler: Reconciler,
    private readonly refused: RefusedWork,
    private readonly metrics: Metrics,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  onModuleInit(): void {
    for (const job of this.runs.jobs) this.handlers.register(job, (ref) => this.execute(ref));
    this.reconciler.register(this.runs);
  }

  onModuleDestroy(): void {
    for (const lease of this.leases) lease.abort(new ShutdownError());
  }

  async execute(ref: WorkRef): Promise<JobOutcome> {
    const claim = await this.runs.claim(ref);
    if (!claim) return DONE;
    const { run, isSurplus } = claim;
    const lease = new Lease({
      leaseSeconds: this.config.limits.LEASE_SECONDS,
      extend: () => this.runs.extend(run),
      onLost: () => this.metrics.leaseLosses.inc({ work: 'run' }),
    });
    this.leases.add(lease);
    if (isSurplus) this.surplus.hold(run, lease);
    try {
      if (run.cancelRequested) throw new CancelledError();
      const failed = await this.work(run, lease.signal);
      await this.succeed(run, failed);
      return DONE;
    } catch (error) {
      return await this.settleFailure(run, lease.signal.aborted ? lease.signal.reason : error);
    } finally {
      lease.end();
      this.surplus.release(run);
      this.leases.delete(lease);
    }
  }

  private async work(run: RunRow, signal: AbortSignal): Promise<StreamError[]> {
    if (run.operation === 'export') {
      await this.exporter.export(run, signal);
      return [];
    }
    const open = await this.connections.open(run.tenantId, run.integrationId);
    let earliest: Promise<number | null> | undefined;
    const context: RunContext = {
      ...open,
      run,
      signal,
      earliest: () => (earliest ??= open.provider.earliest(open.connection, { signal })),
    };
    return this.disconnector.stopIfRefused(open.integration, () => this.engine.execute(context));
  }

  private async succeed(run: RunRow, failed: readonly StreamError[]): Promise<void> {
    const error: RunError | null = failed.length > 0 ? streamsFailed(failed) : null;
    await this.finish(run, error ? 'failed' : 'succeeded', error);
    this.refused.committed([run.id]);
  }

  private async settleFailure(run: RunRow, error: unknown): Promise<JobOutcome> {
    if (error instanceof CancelledError) {
      await this.finish(run, 'cancelled', null);
      return DONE;
    }
    const verdict = await this.refused.judge(run.job, run, error);
    if (verdict.kind === 'lost') return DONE;
    if (verdict.kind === 'postpone') {
      await this.runs.postpone(run, {
        delayMs: verdict.delayMs,
        usesAttempt: false,
        hinted: false,
        error: verdict.error,
      });
      return DONE;
    }
    this.log(run, verdict.kind, verdict.error.code, error);
    if (verdict.kind === 'dead') {
      await this.finish(run, 'failed', verdict.error);
      return { kind: 'failed', error };
    }
    const { tier, delayMs } = verdict.retry;
    const quick = tier === 'quick';
    await this.runs.postpone(run, { delayMs, usesAttempt: true, hinted: quick, error: verdict.error });
    return { kind: quick ? 'retry' : 'failed', error };
  }

  /** The integration shows what its last run came to, from the same moment on. */
  private async finish(
    run: RunRow,
    status: 'succeeded' | 'failed' | 'cancelled',
    error: RunError | null,
  ): Promise<void> {
    const { tenantId, integrationId } = run;
    const shown = error && { code: error.code, message: error.message, at: new Date().toISOString() };
    await this.database.inTenant(tenantId, async (tx) => {
      const ours = await this.runs.finish(tx, run, status, error);
      if (ours && status !== 'cancelled' && run.operation === 'sync') {
        await this.integrations.recordSync(tx, integrationId, shown);
      }
    });
    const seconds = (Date.now() - (run.startedAt ?? run.createdAt).getTime()) / 1000;
    this.metrics.runs.observe({ provider: run.provider, mode: run.mode, status }, seconds);
  }

  private log(run: RunRow, verdict: string, code: string, error: unknown): void {
    const stack = code === 'internal_error' && error instanceof Error ? error.stack : undefined;
    this.logger.warn(
      `Run ${run.id} (${run.provider} ${run.syncType}): ${code}, ${verdict}${stack ? `\n${stack}` : ''}`,
    );
  }
}

function streamsFailed(streams: readonly StreamError[]): RunError {
  const list = streams.map(({ stream, message }) => `${stream}: ${message}`).join('; ');
  return { code: 'streams_failed', message: `The other streams are up to date. ${list}`, streams: [...streams] };
}
