import { Inject, Injectable } from '@nestjs/common';
import { TooManyRequestsError } from '../../common/http.errors.js';
import { CONFIG, type Config } from '../../config/config.js';
import { QuotaExceededError } from '../../quotas/quota.error.js';

const RETRY_AFTER_SECONDS = 5;
const ADVICE = 'Let fewer readers wait, or ask without waiting';

/** How many readers wait for changes in this process: of each tenant, and together. */
@Injectable()
export class WaitingSlots {
  private readonly taken = new Map<string, number>();
  private total = 0;

  constructor(@Inject(CONFIG) private readonly config: Config) {}

  /**
   * @returns gives the slot back
   * @throws QuotaExceededError `QUOTA_CHANGES_WAITING`
   * @throws TooManyRequestsError
   */
  take(tenantId: string): () => void {
    const { QUOTA_CHANGES_WAITING, CHANGES_WAITING } = this.config.limits;
    const taken = this.taken.get(tenantId) ?? 0;
    if (taken >= QUOTA_CHANGES_WAITING) {
      throw new QuotaExceededError('QUOTA_CHANGES_WAITING', QUOTA_CHANGES_WAITING, ADVICE, RETRY_AFTER_SECONDS);
    }
    if (this.total >= CHANGES_WAITING) {
      throw new TooManyRequestsError(RETRY_AFTER_SECONDS, 'Too many readers wait for changes; ask without waiting');
    }
    this.total++;
    this.taken.set(tenantId, taken + 1);
    return () => this.giveBack(tenantId);
  }

  private giveBack(tenantId: string): void {
    this.total--;
    const left = (this.taken.get(tenantId) ?? 1) - 1;
    if (left > 0) this.taken.set(tenantId, left);
    else this.taken.delete(tenantId);
  }
}
