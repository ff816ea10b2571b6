import { Injectable } from '@nestjs/common';
import { ALL_STREAMS } from '../../coverage/gap.js';
import { GapStore } from '../../coverage/gap.store.js';
import type { TenantTransaction } from '../../database/transaction.js';
import { IntegrationStore } from '../../integrations/connections/integration.store.js';
import { SliceStore } from '../engine/slice.store.js';
import { StateStore } from '../engine/state.store.js';
import { streamsOfUnit } from '../engine/unit.js';
import type { RunRow } from '../runs/run.row.js';
import { ALL } from '../runs/sync-type.js';

/** The gaps that the end of a run opens and closes, beside those of its single streams. */
@Injectable()
export class RunCoverage {
  constructor(
    private readonly integrations: IntegrationStore,
    private readonly slices: SliceStore,
    private readonly states: StateStore,
    private readonly gaps: GapStore,
  ) {}

  /** A run of everything brings what the events report of which it is not known what they are about. */
  async succeeded(tx: TenantTransaction, run: RunRow): Promise<void> {
    if (run.operation !== 'sync' || run.syncType !== ALL) return;
    const runBeganAt = run.startedAt ?? run.createdAt;
    await this.gaps.close(tx, run.integrationId, { streams: [ALL_STREAMS], reasons: ['webhook_dead'], runBeganAt });
  }

  /**
   * The streams that a run had not yet brought when it was given up. An account that its owner must connect again is reported
   * as such, not stream by stream.
   */
  async dead(tx: TenantTransaction, run: RunRow): Promise<void> {
    const { tenantId, integrationId, operation } = run;
    if (operation !== 'sync') return;
    const integration = await this.integrations.find(tx, integrationId);
    if (!integration || integration.status === 'needs_reauth') return;
    const slices = (await this.slices.list(tx, run)).filter(({ status }) => status === 'open');
    const streams = new Set(slices.flatMap((slice) => streamsOfUnit({ name: slice.stream, slices: [slice] })));
    if (streams.size === 0) return;
    const states = new Map((await this.states.list(tx, tenantId, integrationId)).map((state) => [state.stream, state]));
    for (const stream of streams) {
      const watermark = states.get(stream)?.watermark ?? null;
      const from = watermark === null ? null : new Date(watermark * 1000);
      await this.gaps.open(tx, integrationId, { stream, reason: 'stream_failed', from, to: null });
    }
  }
}
