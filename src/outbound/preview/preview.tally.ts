import type { ReasonCode } from '../targets/reason.codes.js';
import { reasonCode } from '../targets/reason.codes.js';
import { addDecimals } from './decimal.sum.js';
import type { Decided } from './draft.decision.js';
import type { PreviewCountDto, PreviewTotalDto, RulePreviewDto } from './rule-preview.dto.js';

/** Counts what a preview has decided. */
export class PreviewTally {
  private readonly counts = new Map<string, PreviewCountDto>();
  private readonly totals = new Map<string, PreviewTotalDto>();

  add(target: string, { decision, reason, operation }: Decided): void {
    const code: ReasonCode | null = reason && reasonCode(reason.code);
    const name = JSON.stringify([target, decision, code]);
    const counted = this.counts.get(name) ?? { target, decision, code, count: 0 };
    this.counts.set(name, { ...counted, count: counted.count + 1 });
    const expects = decision === 'send' ? operation?.request.expects : undefined;
    if (!expects) return;
    const { currency, total } = expects;
    const of = JSON.stringify([target, currency]);
    const sum = this.totals.get(of) ?? { target, currency, count: 0, total: '0' };
    this.totals.set(of, { ...sum, count: sum.count + 1, total: addDecimals(sum.total, total) });
  }

  result(): Pick<RulePreviewDto, 'wouldPost' | 'counts' | 'totals'> {
    const counts = [...this.counts.values()].sort((a, b) => b.count - a.count);
    const sent = counts.filter(({ decision }) => decision === 'send');
    return { wouldPost: sent.reduce((sum, { count }) => sum + count, 0), counts, totals: [...this.totals.values()] };
  }
}
