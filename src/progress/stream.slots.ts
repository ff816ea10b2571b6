import { Inject, Injectable } from '@nestjs/common';
import type { Principal } from '../auth/principal.js';
import { TooManyRequestsError } from '../common/http.errors.js';
import { CONFIG, type Config } from '../config/config.js';
import { QuotaExceededError } from '../quotas/quota.error.js';

const RETRY_AFTER_SECONDS = 5;
const ADVICE = 'Close a progress stream, or ask for the run or the batch instead';

/** Counts the progress streams that are open in this process: of a caller, of a tenant, and of all. */
@Injectable()
export class StreamSlots {
  private readonly open = new Map<string, number>();
  private total = 0;

  constructor(@Inject(CONFIG) private readonly config: Config) {}

  /**
   * @returns gives the slot back; calling it again does nothing
   * @throws QuotaExceededError `QUOTA_STREAMS_PER_CALLER`, `QUOTA_STREAMS`
   * @throws TooManyRequestsError when the process has as many as it may have, of all tenants together
   */
  acquire({ tenantId, kind, id }: Pick<Principal, 'tenantId' | 'kind' | 'id'>): () => void {
    const tenant = JSON.stringify([tenantId]);
    const caller = JSON.stringify([tenantId, kind, id]);
    this.check(caller, 'QUOTA_STREAMS_PER_CALLER');
    this.check(tenant, 'QUOTA_STREAMS');
    if (this.total >= this.config.limits.PROGRESS_STREAMS) {
      throw new TooManyRequestsError(
        RETRY_AFTER_SECONDS,
        'Too many progress streams are open; ask for the run or the batch instead',
      );
    }
    this.count([caller, tenant], 1);
    let held = true;
    return () => {
      if (held) this.count([caller, tenant], -1);
      held = false;
    };
  }

  private check(owner: string, quota: 'QUOTA_STREAMS' | 'QUOTA_STREAMS_PER_CALLER'): void {
    const allowed = this.config.limits[quota];
    if ((this.open.get(owner) ?? 0) < allowed) return;
    throw new QuotaExceededError(quota, allowed, ADVICE, RETRY_AFTER_SECONDS);
  }

  private count(owners: readonly string[], change: 1 | -1): void {
    this.total += change;
    for (const owner of owners) {
      const held = (this.open.get(owner) ?? 0) + change;
      if (held > 0) this.open.set(owner, held);
      else this.open.delete(owner);
    }
  }
}
