import { StructuredLog } from '../observability/log/structured.log.js';
import type { ClaimedWork } from './claimed.work.js';
import type { FailureVerdict } from './failure.verdict.js';
import type { EndedItem, WorkItem } from './table/work.item.js';
import type { WorkKind } from './work.kind.js';

const log = new StructuredLog('Work');

/** Work that takes minutes is worth a line at each end. Of the rest there may be thousands a second. */
const levelOf = ({ claims }: WorkKind) => (claims.of === 'row' ? 'info' : 'debug');

/** The lines about work. Their context names the work; it is entered by the caller. */
export const WorkLog = {
  started({ work: { kind }, items }: ClaimedWork): void {
    log.write(levelOf(kind), 'work.started', { work: kind.name, items: items.length, attempts: items[0]?.attempts });
  },

  ended({ work: { kind }, begunAt }: ClaimedWork, { item, status, error }: EndedItem): void {
    const ms = begunAt === undefined ? undefined : Math.round(performance.now() - begunAt);
    log.write(levelOf(kind), 'work.ended', { work: kind.name, status, code: error?.code, attempts: item.attempts, ms });
  },

  /** What failed, and what follows. Work that another worker has now is not logged. */
  failed({ work: { kind } }: ClaimedWork, item: WorkItem, verdict: FailureVerdict, error: unknown): void {
    const work = kind.name;
    if (verdict.kind === 'lost') return;
    if (verdict.kind === 'postpone') {
      log.write('debug', 'work.postponed', { work, code: verdict.error?.code, nextAt: timeIn(verdict.delayMs) });
      return;
    }
    const { code, message } = verdict.error;
    const failure = { work, what: kind.describe(item), code, attempt: item.attempts + 1 };
    // The stored message of an unexpected error says nothing; the stack does.
    const err = code === 'internal_error' ? error : { code, message };
    if (verdict.kind === 'dead') log.write('error', 'work.dead', { ...failure, err });
    else log.write('warn', 'work.retried', { ...failure, nextAt: timeIn(verdict.retry.delayMs), err });
  },
};

function timeIn(ms: number): string {
  return new Date(Date.now() + ms).toISOString();
}
