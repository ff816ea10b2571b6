import type { CheckDto, HealthChecksDto, ReadyChecksDto, Verdict, WorkCheckDto } from './health.dto.js';
import type { OpenWork } from '../work/table/work.item.js';
import type { Answer } from '../observability/probes/cached-probe.js';
import type { RedisAnswer } from '../work/probes/redis.probe.js';

/** Even in busy times, work should not be overdue for longer than this. Longer delays deserve attention. */
const LAG_DEGRADED_SECONDS = 60;

/** The database is required: nothing works without PostgreSQL. */
export function checkDatabase(answer: Answer<void>): CheckDto {
  if (answer.up) return { status: 'ok', latencyMs: answer.latencyMs };
  return { status: 'down', ...(answer.reason && { reason: answer.reason }) };
}

/** Redis only carries hints. Without Redis everything works, a little later. */
export function checkRedis(answer: RedisAnswer): CheckDto {
  return answer.up ? { status: 'ok', latencyMs: answer.latencyMs } : { status: 'degraded', detail: answer.problem };
}

/**
 * Check of the inbox or the runs. Work that waits for other work of its tenant is not due, so overdue work is really
 * late.
 */
export function checkWork(work: OpenWork | undefined): WorkCheckDto {
  if (!work) return { status: 'unknown' };
  const status = work.oldestSeconds > LAG_DEGRADED_SECONDS ? 'degraded' : 'ok';
  return { status, due: work.due, lagSeconds: work.oldestSeconds };
}

export function judge(checks: HealthChecksDto | ReadyChecksDto): Verdict {
  const statuses = Object.values(checks).map(({ status }: CheckDto) => status);
  if (statuses.includes('down')) return 'down';
  return statuses.includes('degraded') ? 'degraded' : 'ok';
}

export function httpStatus(verdict: Verdict): number {
  return verdict === 'down' ? 503 : 200;
}
