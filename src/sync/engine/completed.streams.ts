import { Injectable } from '@nestjs/common';
import type { GapReason } from '../../coverage/gap.js';
import { GapStore } from '../../coverage/gap.store.js';
import type { TenantTransaction } from '../../database/transaction.js';
import type { RunContext } from './run.context.js';
import { SliceStore } from './slice.store.js';
import { WebhookEvidence } from './webhook.evidence.js';

/** What is over once the changes of a stream were read. */
const MADE_UP_BY_CHANGES: readonly GapReason[] = ['stream_failed', 'stream_unavailable', 'webhook_dead'];
/** What is over once all objects of a stream were listed. */
const MADE_UP_BY_LIST: readonly GapReason[] = [...MADE_UP_BY_CHANGES, 'changes_expired', 'watermark_reset'];
/** The same, where they were listed beside their changes. */
const MADE_UP_BY_RELIST: readonly GapReason[] = ['webhook_dead'];

/** Closes and opens the gaps of streams that a run has brought up to date. */
@Injectable()
export class CompletedStreams {
  constructor(
    private readonly slices: SliceStore,
    private readonly gaps: GapStore,
    private readonly evidence: WebhookEvidence,
  ) {}

  /**
   * All objects of the stream were listed.
   * @param listed `to`: what was listed is the state of then, epoch seconds; `isRelist`: beside its changes
   */
  async listed(
    tx: TenantTransaction,
    { run }: RunContext,
    stream: string,
    { leftOut, isRelist, to }: { leftOut: number; isRelist: boolean; to: number },
  ): Promise<void> {
    const reasons = isRelist ? MADE_UP_BY_RELIST : MADE_UP_BY_LIST;
    await this.close(tx, run, [stream], leftOut === 0 ? [...reasons, 'records_left_out'] : reasons);
    if (leftOut > 0) await this.openLeftOut(tx, run.integrationId, stream, null, to);
  }

  /** The changes of the streams were read, from `since` to `to`, epoch seconds. */
  async changed(
    tx: TenantTransaction,
    context: RunContext,
    unit: string,
    { streams, since, to }: { streams: readonly string[]; since: number; to: number },
  ): Promise<void> {
    const { run } = context;
    await this.close(tx, run, streams, MADE_UP_BY_CHANGES);
    const walked = await this.slices.outcomeOf(tx, run, unit);
    for (const stream of walked.leftOutStreams) await this.openLeftOut(tx, run.integrationId, stream, since, to);
    if (walked.written > 0) await this.evidence.note(tx, context, streams, since);
  }

  private close(
    tx: TenantTransaction,
    run: RunContext['run'],
    streams: readonly string[],
    reasons: readonly GapReason[],
  ): Promise<void> {
    const runBeganAt = run.startedAt ?? run.createdAt;
    return this.gaps.close(tx, run.integrationId, { streams, reasons, runBeganAt });
  }

  private async openLeftOut(
    tx: TenantTransaction,
    integrationId: string,
    stream: string,
    since: number | null,
    to: number,
  ): Promise<void> {
    const from = since === null ? null : new Date(since * 1000);
    await this.gaps.open(tx, integrationId, { stream, reason: 'records_left_out', from, to: new Date(to * 1000) });
  }
}
