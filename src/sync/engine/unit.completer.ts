import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import type { TenantTransaction } from '../../database/transaction.js';
import type { StreamError } from '../runs/run.row.js';
import { CompletedStreams } from './completed.streams.js';
import { CountCheck } from './count.check.js';
import { idsOf, type RunContext } from './run.context.js';
import type { SliceRow } from './slice.row.js';
import { SliceStore } from './slice.store.js';
import { StateStore } from './state.store.js';
import { StreamSweeper } from './stream.sweeper.js';
import { UnavailableStreams } from './unavailable.streams.js';
import type { Unit } from './unit.js';
import { isRelist, recountOf } from './unit.names.js';

export interface Completion {
  /** What turned out to be left to do. */
  more: Unit[];
  /** Streams that the provider refused in a walk that has brought the others. */
  failed: StreamError[];
}

/** Records what the walks of a unit have brought, once all of them have ended. */
@Injectable()
export class UnitCompleter {
  constructor(
    private readonly database: Database,
    private readonly slices: SliceStore,
    private readonly states: StateStore,
    private readonly sweeper: StreamSweeper,
    private readonly countCheck: CountCheck,
    private readonly unavailable: UnavailableStreams,
    private readonly completed: CompletedStreams,
  ) {}

  async complete(context: RunContext, unit: Unit): Promise<Completion> {
    const { run } = context;
    // The first slice's watermark is the oldest: the others began after it.
    const [first] = await this.database.inTenant(run.tenantId, (tx) => this.slices.ofUnit(tx, run, unit.name));
    if (!first?.watermark) return { more: [], failed: [] };
    const { request, watermark: to, sweep } = first;
    if (request.kind === 'list' && sweep) await this.sweep(context, unit.name, request.stream, to);
    const refused = first.refused ?? [];
    await this.database.inTenant(run.tenantId, async (tx) => {
      await this.record(tx, context, unit.name, { ...first, watermark: to });
      for (const { stream, code, message, isUnavailable } of refused) {
        const error = { code, message };
        if (isUnavailable) await this.unavailable.add(tx, context, stream, error);
        else await this.states.fail(tx, idsOf(context), stream, error);
      }
    });
    const failed = refused
      .filter(({ isUnavailable }) => !isUnavailable)
      .map(({ stream, code, message }) => ({ stream, code, message }));
    return { more: await this.recount(context, first), failed };
  }

  private async record(
    tx: TenantTransaction,
    context: RunContext,
    unit: string,
    { request, watermark: to, memory, refused }: SliceRow & { watermark: number },
  ): Promise<void> {
    const ids = idsOf(context);
    if (request.kind === 'list') {
      const { stream } = request;
      if (!isRelist(unit)) await this.states.complete(tx, ids, stream, { from: null, to, memory });
      const isWhole = !isRelist(unit) || (await this.isWhole(tx, context, unit));
      const leftOut = isWhole ? await this.slices.leftOutOf(tx, context.run, unit) : null;
      await this.states.listed(tx, ids, stream, { at: to, leftOut });
      if (leftOut !== null) await this.completed.listed(tx, context, stream, { leftOut, isRelist: isRelist(unit), to });
    } else {
      const isRefused = new Set(refused?.map(({ stream }) => stream));
      for (const stream of request.streams) {
        if (!isRefused.has(stream)) await this.states.complete(tx, ids, stream, { from: request.since, to, memory });
      }
      const streams = request.streams.filter((stream) => !isRefused.has(stream));
      await this.completed.changed(tx, context, unit, { streams, since: request.since, to });
    }
    const { aliasStream } = context.provider.describe();
    const streams = request.kind === 'list' ? [request.stream] : request.streams;
    if (aliasStream && streams.includes(aliasStream)) await this.states.learnAliases(tx, context.run, aliasStream);
  }

  /** Only the slice with the oldest part says whether the list had a lower bound: the others end where it begins. */
  private async isWhole(tx: TenantTransaction, { run }: RunContext, unit: string): Promise<boolean> {
    const slices = await this.slices.ofUnit(tx, run, unit);
    return slices.some(({ request }) => request.kind === 'list' && request.from === undefined);
  }

  /** A stream of which the provider has another number than we do is listed once more, to find what is gone. */
  private async recount({ run }: RunContext, { totals, refused }: SliceRow): Promise<Unit[]> {
    if (!totals) return [];
    const counted = { ...totals };
    for (const { stream } of refused ?? []) delete counted[stream];
    return this.database.inTenant(run.tenantId, async (tx) => {
      const known = new Set((await this.slices.list(tx, run)).map(({ stream }) => stream));
      const units: Unit[] = [];
      for (const stream of await this.countCheck.mismatches(tx, run, counted)) {
        const name = recountOf(stream);
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
    const swept = await this.sweeper.sweep(context, stream, listedAt);
    if (swept.requests === 0) return;
    await this.database.inTenant(run.tenantId, (tx) => this.slices.addSwept(tx, run, unit, swept));
  }
}
