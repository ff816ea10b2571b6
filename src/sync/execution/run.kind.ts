import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/config.js';
import { Database } from '../../database/database.js';
import type { TenantTransaction } from '../../database/transaction.js';
import { ConnectionLoader } from '../../integrations/connections/connection.loader.js';
import { Disconnector } from '../../integrations/connections/disconnector.js';
import { IntegrationStore } from '../../integrations/connections/integration.store.js';
import type { LogFields } from '../../observability/log/log.context.js';
import { Metrics } from '../../observability/metrics.js';
import type { StoredError } from '../../work/failure.verdict.js';
import { CancelledError } from '../../work/lease.js';
import type { EndedItem } from '../../work/table/work.item.js';
import type { Applied, WorkContext, WorkKind } from '../../work/work.kind.js';
import { WorkRegistry } from '../../work/work.registry.js';
import { RecordExporter } from '../batch/record.exporter.js';
import { ProviderError } from '../../providers/provider.errors.js';
import type { RunContext } from '../engine/run.context.js';
import { RunPatience } from '../engine/run.patience.js';
import { SyncEngine, type RunGaps } from '../engine/sync.engine.js';
import type { RunRow } from '../runs/run.row.js';
import { ReconcileReporter } from './reconcile.reporter.js';
import { RunCoverage } from './run.coverage.js';
import { RunFacts } from './run.facts.js';
import { RUNS } from '../runs/run.table.js';
import { GivenUpError } from './given-up.error.js';
import { runErrorOf } from './run.error.js';

/** Runs as a kind of work: one at a time, each for as long as it takes. */
@Injectable()
export class RunKind implements WorkKind<RunRow>, OnModuleInit {
  readonly name = 'run';
  readonly table = RUNS;
  readonly claims: WorkKind['claims'];

  constructor(
    private readonly registry: WorkRegistry,
    private readonly engine: SyncEngine,
    private readonly patience: RunPatience,
    private readonly exporter: RecordExporter,
    private readonly database: Database,
    private readonly connections: ConnectionLoader,
    private readonly integrations: IntegrationStore,
    private readonly disconnector: Disconnector,
    private readonly facts: RunFacts,
    private readonly coverage: RunCoverage,
    private readonly reconcile: ReconcileReporter,
    private readonly metrics: Metrics,
    @Inject(CONFIG) { limits }: Pick<Config, 'limits'>,
  ) {
    this.claims = { of: 'row', share: limits.SYNC_RUNS_PER_TENANT };
  }

  onModuleInit(): void {
    this.registry.register(this);
  }

  async apply([run]: readonly RunRow[], { signal, finish }: WorkContext<RunRow>): Promise<Applied<RunRow>> {
    if (!run) throw new Error('A claim of a run has a run');
    if (run.cancelRequested) throw new CancelledError();
    const gaps = await this.executeOrGiveUp(run, signal);
    const error = gaps && runErrorOf(gaps);
    const isFailed = gaps !== null && gaps.failed.length > 0;
    const ended = [{ item: run, status: isFailed ? 'failed' : 'succeeded', error }];
    await this.database.inTenant(run.tenantId, async (tx) => {
      await finish(tx, ended);
      await this.showOnIntegration(tx, run, isFailed ? error : null);
      await this.facts.ended(tx, run, isFailed ? error : null);
      if (!isFailed) await this.coverage.succeeded(tx, run);
    });
    if (!isFailed) await this.reconcile.succeeded(run);
    return { ended, failed: new Map() };
  }

  async onDead(tx: TenantTransaction, run: RunRow, error: StoredError): Promise<void> {
    await this.showOnIntegration(tx, run, error);
    await this.facts.ended(tx, run, error);
    await this.coverage.dead(tx, run);
  }

  onEnded({ item: { provider, mode, startedAt, createdAt }, status }: EndedItem<RunRow>): void {
    const seconds = (Date.now() - (startedAt ?? createdAt).getTime()) / 1000;
    this.metrics.runs.observe({ provider, mode, status }, seconds);
  }

  logFields({ id: runId, integrationId }: RunRow): LogFields {
    return { runId, integrationId };
  }

  describe({ id, provider, syncType }: RunRow): string {
    return `Run ${id} (${provider} ${syncType})`;
  }

  /** What waits without using up attempts ends too: once nothing has got ahead for too long. */
  private async executeOrGiveUp(run: RunRow, signal: AbortSignal): Promise<RunGaps | null> {
    try {
      return await this.execute(run, signal);
    } catch (error) {
      const mayWait = error instanceof ProviderError && error.retryable && !error.usesAttempt && !signal.aborted;
      if (!mayWait || !(await this.patience.hasEnded(run))) throw error;
      throw new GivenUpError(error);
    }
  }

  /** Returns what is missing; `null`: an export brings all that there is. */
  private async execute(run: RunRow, signal: AbortSignal): Promise<RunGaps | null> {
    if (run.operation === 'export') {
      await this.exporter.export(run, signal);
      return null;
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

  /** What its last run came to, from the same moment on. */
  private async showOnIntegration(
    tx: TenantTransaction,
    { integrationId, operation }: RunRow,
    error: StoredError | null,
  ): Promise<void> {
    if (operation !== 'sync') return;
    const shown = error && { code: error.code, message: error.message, at: new Date().toISOString() };
    await this.integrations.recordSync(tx, integrationId, shown);
  }
}
