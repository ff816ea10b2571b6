/**
 * Bounds how many claims of one tenant run at a time in this process. A burst leaves hundreds of hints in a queue that is
 * first in, first out. Those beyond the bound are put aside at once, so that another tenant's hints behind them wait for
 * moments and not for the whole backlog.
 */
export class TenantSemaphore {
  private readonly tenants = new Map<string, { taken: number; putAside: boolean }>();

  constructor(private readonly perTenant: number) {}

  /** `false`: the tenant has all that it may have; the next release makes up for this one. */
  acquire(tenantId: string): boolean {
    const held = this.tenants.get(tenantId) ?? { taken: 0, putAside: false };
    this.tenants.set(tenantId, held);
    if (held.taken >= this.perTenant) {
      held.putAside = true;
      return false;
    }
    held.taken++;
    return true;
  }

  /** Returns whether one was put aside meanwhile, which the caller has to make up for. */
  release(tenantId: string): boolean {
    const held = this.tenants.get(tenantId);
    if (!held) return false;
    const { putAside } = held;
    held.putAside = false;
    if (--held.taken === 0) this.tenants.delete(tenantId);
    return putAside;
  }
}
