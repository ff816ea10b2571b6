import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/config.js';
import { BoundedCache } from '../../common/bounded-cache.js';
import type { TenantTransaction } from '../../database/transaction.js';
import { OutboundBacklogError } from './backlog.error.js';

const COUNT_SQL = `
  SELECT (SELECT count(*) FROM (SELECT FROM outbound_targets
    WHERE tenant_id = $1 AND status IN ('pending', 'sending') LIMIT $2) t)::int
  + (SELECT coalesce(sum(cardinality(platform_ids)), 0) FROM (SELECT platform_ids FROM outbound_batches
    WHERE status IN ('received', 'planning') AND tenant_id = $1 LIMIT $2) b)::int AS open`;

interface Counted {
  open: number;
  at: number;
}

/** How much open work a tenant has. It is counted at most once in a while, and what was accepted since is added. */
@Injectable()
export class OutboundBacklog {
  private readonly counted: BoundedCache<string, Counted>;

  constructor(@Inject(CONFIG) private readonly config: Pick<Config, 'limits'>) {
    this.counted = new BoundedCache(config.limits.OUTBOUND_BACKLOGS_REMEMBERED);
  }

  /** @throws OutboundBacklogError when there is no room for so many items */
  async admit(tx: TenantTransaction, items: number): Promise<void> {
    const { OUTBOUND_OPEN_PER_TENANT: most, OUTBOUND_BACKLOG_COUNTED_MS: countedMs } = this.config.limits;
    let known = this.counted.get(tx.tenantId);
    if (!known || Date.now() - known.at > countedMs) {
      const row = await tx.row<{ open: number }>(COUNT_SQL, [tx.tenantId, most + 1]);
      known = { open: row?.open ?? 0, at: Date.now() };
      this.counted.set(tx.tenantId, known);
    }
    if (known.open + items > most) throw new OutboundBacklogError(most);
    known.open += items;
  }
}
