import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/config.js';
import { Clock } from '../../common/clock.js';
import { GapStore } from '../../coverage/gap.store.js';
import { Database } from '../../database/database.js';
import {
  InvalidCheckpointError,
  ProviderCredentialsError,
  ProviderPermissionError,
} from '../../providers/provider.errors.js';
import { isFailure } from '../../common/failure.js';
import type { LeftOutObject, StreamError } from '../runs/run.row.js';
import type { RunContext } from './run.context.js';
import { RunPatience } from './run.patience.js';
import { gapsOf, planRun, type PlanInput } from './run.planner.js';
import { checkRequest } from './slice.request.js';
import { SliceStore } from './slice.store.js';
import { StateStore } from './state.store.js';
import { StreamPuller } from './stream.puller.js';
import { UnitCompleter } from './unit.completer.js';
import { UnitFailer } from './unit.failer.js';
import type { Unit } from './unit.js';

/** What a run could not bring. */
export interface RunGaps {
  /** Streams that failed for good. */
  failed: StreamError[];
  /** Objects that were left out: how many, and the first few. */
  leftOut: { count: number; named: LeftOutObject[] };
}

/** What came of the units in one attempt. */
interface Attempt {
  failed: StreamError[];
  retry: { unit: Unit; error: unknown }[];
  unreadable: InvalidCheckpointError[];
}

/**
 * Executes a run: plans it once, then walks whatever is still open. A stream that may not be read is left alone; one that
 * fails for good fails alone; what may succeed later is left open and thrown at the end, so that the next attempt goes on
 * from there. A stored position that cannot be read is forgotten, and fails the run: the next run starts that walk again.
 */
@Injectable()
export class SyncEngine {
  constructor(
    private readonly database: Database,
    private readonly slices: SliceStore,
    private readonly states: StateStore,
    private readonly puller: StreamPuller,
    private readonly completer: UnitCompleter,
    private readonly failer: UnitFailer,
    private readonly patience: RunPatience,
    private readonly gaps: GapStore,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** @throws what ended the run, or must be tried again */
  async execute(context: RunContext): Promise<RunGaps> {
    const { run } = context;
    const units = await this.units(context);
    const attempt: Attempt = { failed: [], retry: [], unreadable: [] };
    const queue = [...units];
    const worker = async () => {
      for (let unit = queue.shift(); unit; unit = queue.shift()) {
        queue.push(...(await this.attempt(context, unit, attempt)));
      }
    };
    await settleAll(Array.from({ length: this.config.limits.SYNC_STREAM_CONCURRENCY }, worker));
    const { failed, retry, unreadable } = attempt;
    if (unreadable.length > 0) throw unreadable[0];
    if (retry.length > 0) failed.push(...(await this.giveUp(context, units.length, retry)));
    const leftOut = await this.database.inTenant(run.tenantId, (tx) => this.slices.leftOut(tx, run));
    return { failed: [...failed, ...alreadyFailed(units)], leftOut };
  }

  private async units(context: RunContext): Promise<Unit[]> {
    const { run } = context;
    const rows = await this.database.inTenant(run.tenantId, async (tx) => {
      const planned = await this.slices.list(tx, run);
      if (planned.length > 0) return planned;
      const populated = await tx.rows<{ type: string }>(POPULATED_SQL, [
        run.tenantId,
        run.integrationId,
        context.provider.describe().streams.map(({ name }) => name),
      ]);
      const input: PlanInput = {
        description: context.provider.describe(),
        syncType: run.syncType,
        mode: run.mode,
        states: await this.states.list(tx, run.tenantId, run.integrationId),
        populated: new Set(populated.map(({ type }) => type)),
        now: this.clock.now() / 1000,
        spreadBy: run.integrationId,
        timeScale: this.config.scheduleTimeScale,
      };
      for (const slice of planRun(input)) await this.slices.insert(tx, run, slice);
      for (const gap of gapsOf(input)) await this.gaps.open(tx, run.integrationId, gap);
      return this.slices.list(tx, run);
    });
    const names = [...new Set(rows.map(({ stream }) => stream))];
    return names.map((name) => ({ name, slices: rows.filter(({ stream }) => stream === name) }));
  }

  /** Returns what turned out to be left to do. */
  private async attempt(context: RunContext, unit: Unit, attempt: Attempt): Promise<Unit[]> {
    try {
      const { more, failed } = await this.executeUnit(context, unit);
      attempt.failed.push(...failed);
      return more;
    } catch (error) {
      if (context.signal.aborted) throw context.signal.reason;
      if (error instanceof ProviderCredentialsError) throw error;
      if (error instanceof InvalidCheckpointError) attempt.unreadable.push(error);
      if (error instanceof ProviderPermissionError) await this.failer.leaveAlone(context, unit, error);
      else if (isFailure(error) && !error.retryable) {
        attempt.failed.push(...(await this.failer.fail(context, unit, error)));
      } else attempt.retry.push({ unit, error });
      return [];
    }
  }

  private async executeUnit(context: RunContext, unit: Unit): Promise<{ more: Unit[]; failed: StreamError[] }> {
    if (unit.slices.some(({ status }) => status === 'failed' || status === 'unavailable'))
      return { more: [], failed: [] };
    unit.slices.forEach(checkRequest);
    await this.puller.pull(context, unit.slices, this.isSliceable(context, unit));
    return this.completer.complete(context, unit);
  }

  private isSliceable({ provider }: RunContext, { slices }: Unit): boolean {
    const request = slices[0]?.request;
    if (request?.kind !== 'list') return false;
    return provider.describe().streams.some((stream) => stream.name === request.stream && stream.sliceable);
  }

  /**
   * Fails what is not worth another attempt.
   * @throws what the run is to be tried again for
   */
  private async giveUp(context: RunContext, units: number, retry: Attempt['retry']): Promise<StreamError[]> {
    const isPart = retry.length < units;
    const failing = retry.map(({ unit }) => unit);
    const ends =
      (isPart && (await this.patience.hasEndedFor(context.run, failing))) ||
      (await this.patience.hasEnded(context.run));
    // What waits while others are done counts its attempts, if any of it can.
    if (!ends) throw ((isPart && retry.find(({ error }) => usesAttempt(error))) || retry[0]!).error;
    const failed: StreamError[] = [];
    for (const { unit, error } of retry) failed.push(...(await this.failer.fail(context, unit, error)));
    return failed;
  }
}

/** One probe of the primary key a stream, not a scan. */
const POPULATED_SQL = `
  SELECT name AS type FROM unnest($3::text[]) AS streams(name)
  WHERE EXISTS (SELECT 1 FROM records r WHERE r.tenant_id = $1 AND r.integration_id = $2 AND r.type = name)`;

/** Streams that failed in an earlier attempt of the same run. */
function alreadyFailed(units: readonly Unit[]): StreamError[] {
  return units.flatMap(({ name, slices }) => {
    const error = slices.find(({ status }) => status === 'failed')?.error;
    return error ? [{ stream: name, ...error }] : [];
  });
}

/** What is no failure that we know of is a defect, and uses one up. */
function usesAttempt(error: unknown): boolean {
  return !isFailure(error) || error.usesAttempt;
}

/** Waits for all of them, then throws the first failure: nothing may still be running when the run is settled. */
async function settleAll(promises: readonly Promise<void>[]): Promise<void> {
  const results = await Promise.allSettled(promises);
  for (const result of results) if (result.status === 'rejected') throw result.reason;
}
