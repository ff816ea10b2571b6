import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/config.js';
import { AdminDatabase } from '../../database/admin.database.js';

export interface RetentionRule {
  /** What it removes. */
  name: string;
  batch: number;
  /** Removes up to `limit` rows in a transaction of its own. Returns how many: fewer means that none are left. */
  remove(limit: number): Promise<number>;
}

const BATCH = 1_000;
/** A run takes its slices along, and the ids it has seen. */
const RUN_BATCH = 100;

/**
 * What is kept for how long. The functions are the owner's and have a floor each: of the audit log and of usage no other
 * login may delete a row.
 */
@Injectable()
export class RetentionRules {
  constructor(
    private readonly database: AdminDatabase,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  all(): RetentionRule[] {
    const { INBOX_RETENTION_DAYS, RUN_RETENTION_DAYS, IDEMPOTENCY_KEY_HOURS } = this.config.limits;
    const { AUDIT_RETENTION_DAYS, USAGE_RETENTION_DAYS } = this.config.limits;
    return [
      this.rule('webhookEvents', BATCH, 'retire_webhook_events', INBOX_RETENTION_DAYS),
      this.rule('webhookBodies', BATCH, 'retire_webhook_bodies', INBOX_RETENTION_DAYS),
      this.rule('runs', RUN_BATCH, 'retire_runs', RUN_RETENTION_DAYS),
      this.rule('idempotencyKeys', BATCH, 'retire_idempotency_keys', IDEMPOTENCY_KEY_HOURS),
      this.rule('oauthStates', BATCH, 'retire_oauth_states', 0),
      this.rule('oauthConfirmations', BATCH, 'retire_oauth_confirmations', 0),
      this.rule('requestReplays', BATCH, 'retire_request_replays', 0),
      this.rule('auditLog', BATCH, 'retire_audit_log', AUDIT_RETENTION_DAYS),
      this.rule('usage', BATCH, 'retire_usage', USAGE_RETENTION_DAYS),
    ];
  }

  /** @param retire function of `database/functions` that takes an age and a number of rows */
  private rule(name: string, batch: number, retire: string, age: number): RetentionRule {
    const remove = async (limit: number) => {
      const rows = await this.database.call<{ removed: number }>(`SELECT ${retire}($1, $2) AS removed`, [age, limit]);
      return rows[0]?.removed ?? 0;
    };
    return { name, batch, remove };
  }
}
