import type { CheckDto, HealthChecksDto, ReadyChecksDto, WorkCheckDto } from './health.dto.js';
import type { OpenWork } from '../observability/probes/open-work.probe.js';
import type { Answer } from '../observability/probes/cached-probe.js';

export type Verdict = 'ok' | 'degraded' | 'down';

/** Providers wait minutes for an effect at worst; a backlog older than this is worth a look. */
const INBOX_LAG_DEGRADED_SECONDS = 60;

/** PostgreSQL is the truth: nothing works without it. */
export function checkDatabase(answer: Answer<void>): CheckDto {
  if (answer.up) return { status: 'ok', latencyMs: answer.latencyMs };
  return { status: 'down', ...(answer.reason && { reason: answer.reason }) };
}

/** Redis only carries hints: without it everything works, a little later. */
export function checkRedis(answer: Answer<void>): CheckDto {
  return answer.up ? { status: 'ok', latencyMs: answer.latencyMs } : { status: 'degraded' };
}

export function checkInbox(work: OpenWork | undefined): WorkCheckDto {
  if (!work) return { status: 'unknown' };
  const status = work.oldestSeconds > INBOX_LAG_DEGRADED_SECONDS ? 'degraded' : 'ok';
  return { status, due: work.due, lagSeconds: work.oldestSeconds };
}

/** Runs wait for their turn for as long as it takes, so their age alone is no sign of trouble. */
export function checkRuns(work: OpenWork | undefined): WorkCheckDto {
  return work ? { status: 'ok', due: work.due, lagSeconds: work.oldestSeconds } : { status: 'unknown' };
}

export function judge(checks: HealthChecksDto | ReadyChecksDto): Verdict {
  const statuses = Object.values(checks).map(({ status }: CheckDto) => status);
  if (statuses.includes('down')) return 'down';
  return statuses.includes('degraded') ? 'degraded' : 'ok';
}

export function httpStatus(verdict: Verdict): number {
  return verdict === 'down' ? 503 : 200;
}
