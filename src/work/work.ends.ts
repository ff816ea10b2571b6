import { Injectable } from '@nestjs/common';
import { Metrics } from '../observability/metrics.js';
import type { ClaimedWork } from './claimed.work.js';
import { inItem } from './item.context.js';
import type { EndedItem } from './table/work.item.js';
import { WorkLog } from './work.log.js';

/** In metrics, of work that concerns no provider. */
export const NO_PROVIDER = 'none';

/** Counts and logs what has ended, once that is committed. */
@Injectable()
export class WorkEnds {
  constructor(private readonly metrics: Metrics) {}

  ended(claimed: ClaimedWork, ended: readonly EndedItem[]): void {
    const { kind } = claimed.work;
    for (const one of ended) {
      const { item, status } = one;
      if (status === kind.table.statuses.dead) {
        this.metrics.deadLetters.inc({ kind: kind.name, provider: item.provider ?? NO_PROVIDER });
      }
      inItem(kind, item, () => WorkLog.ended(claimed, one));
      kind.onEnded?.(one);
    }
  }
}
