import type { WorkRef } from '../queue.table.js';

/**
 * Bounds how many slots of its queue the jobs of one kind have at a time in this process. A hint beyond the bound is put
 * aside, one of each tenant: it needs no slot while it waits.
 */
export class JobCap {
  private taken = 0;
  private readonly putAside = new Map<string, WorkRef>();

  constructor(private readonly most: number) {}

  /** `false`: there is no room now. A later release returns this hint, or a newer one of its tenant. */
  acquire(ref: WorkRef): boolean {
    if (this.taken >= this.most) {
      this.putAside.set(ref.tenantId, ref);
      return false;
    }
    this.taken++;
    return true;
  }

  /** Returns a hint that was put aside, which the caller has to send again. */
  release(): WorkRef | undefined {
    this.taken--;
    const [first] = this.putAside.values();
    if (first) this.putAside.delete(first.tenantId);
    return first;
  }
}
