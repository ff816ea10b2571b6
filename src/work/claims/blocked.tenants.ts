import type { WorkRef } from '../queue.table.js';

/** Most hints of one time that something becomes free. The others come at the next time. */
const AT_ONCE = 10;
/** Due rows are hinted again in any case, so one that finds no place is only later. */
const MOST_TENANTS = 10_000;

/**
 * Tenants whose claim has left rows alone, because their lanes were taken. No hint would bring these rows back soon, so one is
 * sent when a lane becomes free, to those that have waited longest.
 */
export class BlockedTenants {
  private readonly refs = new Map<string, WorkRef>();

  constructor(private readonly hint: (refs: WorkRef[]) => void) {}

  add(ref: WorkRef): void {
    if (this.refs.size < MOST_TENANTS || this.refs.has(ref.tenantId)) this.refs.set(ref.tenantId, ref);
  }

  free(): void {
    const refs = [...this.refs.values()].slice(0, AT_ONCE);
    for (const { tenantId } of refs) this.refs.delete(tenantId);
    if (refs.length > 0) this.hint(refs);
  }
}
