import type { Limits } from '../../config/limits.config.js';
import type { WorkRef } from '../queue.table.js';

export type BlockedLimits = Pick<Limits, 'LANE_HINTS_AT_ONCE' | 'LANE_TENANTS_REMEMBERED'>;

/**
 * Tenants whose claim has left rows alone, because their lanes were taken. No hint would bring these rows back soon, so one is
 * sent when a lane becomes free, to those that have waited longest. Due rows are hinted again in any case, so a tenant that is
 * not remembered is only later.
 */
export class BlockedTenants {
  private readonly refs = new Map<string, WorkRef>();

  constructor(
    private readonly limits: BlockedLimits,
    private readonly hint: (refs: WorkRef[]) => void,
  ) {}

  add(ref: WorkRef): void {
    const hasPlace = this.refs.size < this.limits.LANE_TENANTS_REMEMBERED || this.refs.has(ref.tenantId);
    if (hasPlace) this.refs.set(ref.tenantId, ref);
  }

  free(): void {
    const refs = [...this.refs.values()].slice(0, this.limits.LANE_HINTS_AT_ONCE);
    for (const { tenantId } of refs) this.refs.delete(tenantId);
    if (refs.length > 0) this.hint(refs);
  }
}
