import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/config.js';
import { Clock } from '../../common/clock.js';
import { Database } from '../../database/database.js';
import { InvalidCheckpointError, ProviderCredentialsError } from '../../providers/provider.errors.js';
import { isFailure } from '../../common/failure.js';
import { toStoredError } from '../../work/failure.verdict.js';
import type { StreamError } from '../runs/run.row.js';
import { idsOf, type RunContext } from './run.context.js';
import { planRun } from './run.planner.js';
import type { SliceRow } from './slice.row.js';
import { checkRequest } from './slice.request.js';
import { SliceStore } from './slice.store.js';
import { StateStore } from './state.store.js';
import { StreamPuller } from './stream.puller.js';
import { CountCheck } from './count.check.js';
import { StreamSweeper } from './stream.sweeper.js';

/** One stream, or one feed of changes for several, with its slices. */
interface Unit {
  name: string;
  slices: SliceRow[];
}

/**
 * Executes a run: plans it once, then walks whatever is still open. A stream that may not be read fails alone;
 * what may succeed later is left open and thrown at the end, so that the next attempt goes on from there. A stored
 * position that cannot be read is forgotten, and fails the run: the next run starts that walk again.
 */
@Injectable()
export class SyncEngine {
  constructor(
    private readonly database: Database,
    private readonly slices: SliceStore,
    private readonly states: StateStore,
    private readonly puller: StreamPuller,
    private readonly sweeper: StreamSweeper,
    private readonly countCheck: CountCheck,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Returns the streams that failed for good. @throws what ended the run, or must be tried again */
  async execute(context: RunContext): Promise<StreamError[]> {
    const units = await this.units(context);
    const failed: StreamError[] = [];
    const retry: unknown[] = [];
    const unreadable: InvalidCheckpointError[] = [];
    const queue = [...units];
    const worker = async () => {
      for (let unit = queue.shift(); unit; unit = queue.shift()) {
        try {
          queue.push(...(await this.executeUnit(context, unit)));
        } catch (error) {
          if (context.signal.aborted) throw context.signal.reason;
          if (error instanceof ProviderCredentialsError) throw error;
          if (error instanceof InvalidCheckpointError) unreadable.push(error);
          if (isFailure(error) && !error.retryable) failed.push(...(await this.failUnit(context, unit, error)));
          else retry.push(error);
        }
      }
    };
    await settleAll(Array.from({ length: this.config.limits.SYNC_STREAM_CONCURRENCY }, worker));
    if (unreadable.length > 0) throw unreadable[0];
    if (retry.length > 0) throw retry[0];
    return [...failed, ...alreadyFailed(units)];
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
      const plan = planRun({
        description: context.provider.describe(),
        syncType: run.syncType,
        mode: run.mode,
        states: await this.states.list(tx, run.tenantId, run.integrationId),
        populated: new Set(populated.map(({ type }) => type)),
        now: this.clock.now() / 1000,
      });
      for (const slice of plan) await this.slices.insert(tx, run, slice);
      return this.slices.list(tx, run);
    });
    const names = [...new Set(rows.map(({ stream }) => stream))];
    return names.map((name) => ({ name, slices: rows.filter(({ stream }) => stream === name) }));
  }

  /** Returns what turned out to be left to do. */
  private async executeUnit(context: RunContext, unit: Unit): Promise<Unit[]> {
    if (unit.slices.some(({ status }) => status === 'failed')) return [];
    unit.slices.forEach(checkRequest);
    await this.puller.pull(context, unit.slices, this.isSliceable(context, unit));
    return this.complete(context, unit);
  }

  private isSliceable({ provider }: RunContext, { slices }: Unit): boolean {
    const request = slices[0]?.request;
    if (request?.kind !== 'list') return false;
    return provider.describe().streams.some((stream) => stream.name === request.stream && stream.sliceable);
  }

  private async complete(context: RunContext, unit: Unit): Promise<Unit[]> {
    const { run } = context;
    // The first slice's watermark is the oldest: the others began after it.
    const [first] = await this.database.inTenant(run.tenantId, (tx) => this.slices.ofUnit(tx, run, unit.name));
    if (!first?.watermark) return [];
    const { request, watermark: to, memory } = first;
    if (request.kind === 'list' && first.sweep) await this.sweep(context, unit.name, request.stream, to);
    const streams = request.kind === 'list' ? [request.stream] : request.streams;
    const from = request.kind === 'list' ? null : request.since;
    await this.database.inTenant(run.tenantId, async (tx) => {
      for (const stream of streams) await this.states.complete(tx, idsOf(context), stream, { from, to, memory });
      const { aliasStream } = context.provider.describe();
      if (aliasStream && streams.includes(aliasStream)) await this.states.learnAliases(tx, run, aliasStream);
    });
    return first.totals ? this.recount(context, first.totals) : [];
  }

  /** A stream of which the provider has another number than we do is listed once more, to find what is gone. */
  private recount({ run }: RunContext, totals: Readonly<Record<string, number>>): Promise<Unit[]> {
    return this.database.inTenant(run.tenantId, async (tx) => {
      const known = new Set((await this.slices.list(tx, run)).map(({ stream }) => stream));
      const units: Unit[] = [];
      for (const stream of await this.countCheck.mismatches(tx, run, totals)) {
        const name = `${stream}/recount`;
        if (known.has(name)) continue;
        const request = { kind: 'list' as const, stream };
        await this.slices.insert(tx, run, { stream: name, slice: 0, request, sweep: true });
        units.push({ name, slices: await this.slices.ofUnit(tx, run, name) });
      }
      return units;
    });
  }

  private async sweep(context: RunContext, unit: string, stream: string, listedAt: number): Promise<void> {
    const { run } = context;
    const { deleted, requests } = await this.sweeper.sweep(context, stream, listedAt);
    if (requests === 0) return;
    await this.database.inTenant(run.tenantId, (tx) => this.slices.addDeleted(tx, run, unit, deleted, requests));
  }

  private async failUnit(context: RunContext, unit: Unit, error: Error): Promise<StreamError[]> {
    const { run } = context;
    const stored = toStoredError(error);
    const request = unit.slices[0]?.request;
    const streams = streamsOfRequest(request) ?? [unit.name];
    await this.database.inTenant(run.tenantId, async (tx) => {
      await this.slices.fail(tx, run, { stream: unit.name, ...stored });
      for (const stream of streams) await this.states.fail(tx, idsOf(context), stream, stored);
      if (error instanceof InvalidCheckpointError) {
        await this.slices.forgetCursors(tx, run, unit.name);
        if (error.part === 'memory') await this.states.forgetMemory(tx, idsOf(context), streams);
      }
    });
    return streams.map((stream) => ({ stream, ...stored }));
  }
}

/** By the request of a slice, which may be one that cannot be read. */
function streamsOfRequest(request: SliceRow['request'] | null | undefined): string[] | undefined {
  if (request?.kind === 'changes' && Array.isArray(request.streams)) return request.streams;
  return request?.kind === 'list' && typeof request.stream === 'string' ? [request.stream] : undefined;
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

/** Waits for all of them, then throws the first failure: nothing may still be running when the run is settled. */
async function settleAll(promises: readonly Promise<void>[]): Promise<void> {
  const results = await Promise.allSettled(promises);
  for (const result of results) if (result.status === 'rejected') throw result.reason;
}
