/**
 * How many claims of one tenant run at a time in this process. A burst leaves hundreds of hints in a queue that is
 * first in, first out: those beyond a tenant's turns are put aside at once, so that what another tenant has left
 * behind them waits for moments and not for the whole backlog.
 */
export class TenantTurns {
  private readonly tenants = new Map<string, { taken: number; putAside: boolean }>();

  constructor(private readonly perTenant: number) {}

  /** `false`: the tenant has all of its turns; the next to end makes up for this one. */
  begin(tenantId: string): boolean {
    const turns = this.tenants.get(tenantId) ?? { taken: 0, putAside: false };
    this.tenants.set(tenantId, turns);
    if (turns.taken >= this.perTenant) {
      turns.putAside = true;
      return false;
    }
    turns.taken++;
    return true;
  }

  /** Returns whether a turn was put aside meanwhile, which the caller has to make up for. */
  end(tenantId: string): boolean {
    const turns = this.tenants.get(tenantId);
    if (!turns) return false;
    const { putAside } = turns;
    turns.putAside = false;
    if (--turns.taken === 0) this.tenants.delete(tenantId);
    return putAside;
  }
}
