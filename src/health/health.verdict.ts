import type { CheckDto, HealthChecksDto, ReadyChecksDto, WorkCheckDto } from './health.dto.js';
import type { OpenWork } from '../work/table/work.item.js';
import type { Answer } from '../observability/probes/cached-probe.js';
import type { RedisAnswer } from '../work/probes/redis.probe.js';

export type Verdict = 'ok' | 'degraded' | 'down';

/** Providers wait minutes for an effect at worst, and people for a sync; work overdue for longer is worth a look. */
const LAG_DEGRADED_SECONDS = 60;

/** PostgreSQL is the truth: nothing works without it. */
export function checkDatabase(answer: Answer<void>): CheckDto {
  if (answer.up) return { status: 'ok', latencyMs: answer.latencyMs };
  return { status: 'down', ...(answer.reason && { reason: answer.reason }) };
}

/** Redis only carries hints: without it everything works, a little later. */
export function checkRedis(answer: RedisAnswer): CheckDto {
  return answer.up ? { status: 'ok', latencyMs: answer.latencyMs } : { status: 'degraded', detail: answer.problem };
}

/** The inbox, or the runs. What waits for others of its tenant is not due meanwhile, so what is overdue is late. */
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
