/**
 * Limits how many claims of one tenant run at the same time in this process. A burst leaves hundreds of hints in a
 * first-in, first-out queue. Hints above the limit are put aside at once, so that the hints of other tenants behind
 * them wait only briefly.
 */
export class TenantSemaphore {
  private readonly tenants = new Map<string, { taken: number; putAside: boolean }>();

  constructor(private readonly perTenant: number) {}

  /** `false`: the tenant is at its limit. The hint is then put aside, and the next release reports it. */
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

  /** Returns whether a hint was put aside meanwhile. The caller must then send another hint. */
  release(tenantId: string): boolean {
    const held = this.tenants.get(tenantId);
    if (!held) return false;
    const { putAside } = held;
    held.putAside = false;
    if (--held.taken === 0) this.tenants.delete(tenantId);
    return putAside;
  }
}
