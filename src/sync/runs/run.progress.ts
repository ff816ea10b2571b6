import type { RunCounts, RunSnapshot, StreamSnapshot } from './run.snapshot.js';

interface RunProgress extends RunCounts {
  ratePerSecond: number;
  estimatedTotal: number | null;
  etaSeconds: number | null;
}

const COUNTERS = ['fetched', 'created', 'updated', 'unchanged', 'deleted', 'failed', 'pages', 'requests'] as const;

/** How far a run has got, and how much longer it will probably take. */
export function progressOf(run: RunSnapshot): RunProgress {
  const counts = sum(run);
  const ratePerSecond = rate(run, counts.fetched);
  const estimatedTotal = run.status === 'succeeded' ? counts.fetched : total(run.streams, counts.fetched);
  return {
    ...counts,
    ratePerSecond,
    estimatedTotal,
    etaSeconds: eta(run, counts.fetched, estimatedTotal, ratePerSecond),
  };
}

export function isLive({ status }: Pick<RunSnapshot, 'status'>): boolean {
  return status === 'queued' || status === 'running';
}

/** Which try this is, or was the last; a run that never started counts as one. */
export function attemptOf(run: Pick<RunSnapshot, 'status' | 'attempts'>): number {
  return isLive(run) ? run.attempts + 1 : Math.max(1, run.attempts);
}

/** An export has no slices: its records are what it wrote, its pages the parts it wrote them in. */
function sum({ streams, exportedRecords, exportedParts }: RunSnapshot): RunCounts {
  const zero: RunCounts = {
    fetched: exportedRecords,
    created: 0,
    updated: 0,
    unchanged: 0,
    deleted: 0,
    failed: 0,
    pages: exportedParts,
    requests: 0,
  };
  for (const stream of streams) for (const counter of COUNTERS) zero[counter] += stream[counter];
  return zero;
}

function rate({ startedAt, finishedAt, asOf }: RunSnapshot, fetched: number): number {
  if (!startedAt) return 0;
  const seconds = ((finishedAt ?? asOf).getTime() - startedAt.getTime()) / 1000;
  return seconds > 0 ? Math.round((fetched / seconds) * 10) / 10 : 0;
}

/** Nothing is known before the run is planned, and nothing as soon as one part of it cannot tell. */
function total(streams: readonly StreamSnapshot[], fetched: number): number | null {
  if (streams.length === 0) return null;
  return streams.reduce<number | null>(
    (known, { remaining }) => (known === null || remaining === null ? null : known + remaining),
    fetched,
  );
}

function eta(run: RunSnapshot, fetched: number, estimatedTotal: number | null, ratePerSecond: number): number | null {
  if (!isLive(run)) return 0;
  if (estimatedTotal === null) return null;
  if (estimatedTotal <= fetched) return 0;
  return ratePerSecond > 0 ? Math.ceil((estimatedTotal - fetched) / ratePerSecond) : null;
}
