/**
 * Why something may be missing. The first four are gaps that a run of the stream closes.
 * - `changes_expired`: the changes since the last run are older than what the provider still reports.
 * - `watermark_reset`: the stream was complete before, and it is no longer known up to when.
 * - `stream_failed`: the last run could not bring the stream.
 * - `webhook_dead`: an event was given up, so what it reports is not applied.
 * - `stream_unavailable`: the plan, key or token of the account does not permit to read the stream.
 * - `records_left_out`: objects of the stream could not be stored.
 * - `webhooks_silent`: runs bring changes that no event has reported.
 */
export const GAP_REASONS = [
  'changes_expired',
  'watermark_reset',
  'stream_failed',
  'webhook_dead',
  'stream_unavailable',
  'records_left_out',
  'webhooks_silent',
] as const;

export type GapReason = (typeof GAP_REASONS)[number];

/** Gaps that a run of the stream can close. */
export const CLOSED_BY_RUNS: readonly GapReason[] = GAP_REASONS.slice(0, 4);

/** In place of a stream: it is not known which one, or all of them. Also the sync type of a run of all streams. */
export const ALL_STREAMS = 'all';

export interface NewGap {
  stream: string;
  reason: GapReason;
  /** From when on something may be missing; `null`: from the beginning. */
  from: Date | null;
  /** Until when; `null`: it goes on. */
  to: Date | null;
}

export interface GapRow extends NewGap {
  integrationId: string;
  /** When it was detected. */
  since: Date;
}

/** Which open gaps of a stream are over. */
export interface ClosedGaps {
  streams: readonly string[];
  reasons: readonly GapReason[];
  /** When the run that closes them began: it does not make up for an event that was given up later. Absent: no run does. */
  runBeganAt?: Date;
}
