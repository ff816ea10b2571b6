import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import { InvalidCheckpointError, type ProviderPermissionError } from '../../providers/provider.errors.js';
import { toStoredError } from '../../work/failure.verdict.js';
import type { StreamError } from '../runs/run.row.js';
import { idsOf, type RunContext } from './run.context.js';
import { SliceStore } from './slice.store.js';
import { StateStore } from './state.store.js';
import { UnavailableStreams } from './unavailable.streams.js';
import { streamsOfUnit, type Unit } from './unit.js';

/** Ends a unit that cannot be completed in this run. */
@Injectable()
export class UnitFailer {
  constructor(
    private readonly database: Database,
    private readonly slices: SliceStore,
    private readonly states: StateStore,
    private readonly unavailable: UnavailableStreams,
  ) {}

  /** Its streams keep their positions, unless these are what cannot be read. */
  async fail(context: RunContext, unit: Unit, error: unknown): Promise<StreamError[]> {
    const { run } = context;
    const stored = toStoredError(error);
    const streams = streamsOfUnit(unit);
    await this.database.inTenant(run.tenantId, async (tx) => {
      await this.slices.end(tx, run, 'failed', { stream: unit.name, ...stored });
      for (const stream of streams) await this.states.fail(tx, idsOf(context), stream, stored);
      if (error instanceof InvalidCheckpointError) {
        await this.slices.forgetCursors(tx, run, unit.name);
        if (error.part === 'memory') await this.states.forgetMemory(tx, idsOf(context), streams);
      }
    });
    return streams.map((stream) => ({ stream, ...stored }));
  }

  /** The account may not read its streams. That is no failure of the run. */
  async leaveAlone(context: RunContext, unit: Unit, error: ProviderPermissionError): Promise<void> {
    const { run } = context;
    const stored = toStoredError(error);
    await this.database.inTenant(run.tenantId, async (tx) => {
      await this.slices.end(tx, run, 'unavailable', { stream: unit.name, ...stored });
      for (const stream of streamsOfUnit(unit)) await this.unavailable.add(tx, context, stream, stored);
    });
  }
}
