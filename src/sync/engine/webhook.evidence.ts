import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/config.js';
import { WebhookWatchStore } from '../../coverage/webhook-watch.store.js';
import type { TenantTransaction } from '../../database/transaction.js';
import type { RunContext } from './run.context.js';

/** One probe of the index of updates for each stream. $3 streams, $4 epoch seconds. */
const CHANGED_SQL = `
  SELECT EXISTS (SELECT FROM unnest($3::text[]) AS t(type) WHERE EXISTS (SELECT FROM records r
    WHERE r.tenant_id = $1 AND r.integration_id = $2 AND r.type = t.type AND r.updated_at > to_timestamp($4))) AS changed`;

/** Notes that a scheduled run has brought changes that should have come by webhooks. */
@Injectable()
export class WebhookEvidence {
  constructor(
    private readonly watches: WebhookWatchStore,
    @Inject(CONFIG) private readonly config: Pick<Config, 'limits' | 'scheduleTimeScale'>,
  ) {}

  /** @param since what is younger may be what the run has brought, epoch seconds */
  async note(tx: TenantTransaction, context: RunContext, streams: readonly string[], since: number): Promise<void> {
    const { run, provider } = context;
    if (run.trigger !== 'schedule') return;
    const reported = provider
      .describe()
      .streams.filter(({ name, hasWebhooks }) => hasWebhooks && streams.includes(name));
    if (reported.length === 0) return;
    const names = reported.map(({ name }) => name);
    const row = await tx.row<{ changed: boolean }>(CHANGED_SQL, [tx.tenantId, run.integrationId, names, since]);
    if (!row?.changed) return;
    const graceSeconds = this.config.limits.WEBHOOK_SILENT_GRACE_SECONDS / this.config.scheduleTimeScale;
    await this.watches.noteChange(tx, run.integrationId, graceSeconds);
  }
}
