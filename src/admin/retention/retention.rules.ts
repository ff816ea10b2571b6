import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/config.js';
import { AdminDatabase } from '../../database/admin.database.js';
import { BodyPartitions } from './body.partitions.js';
import type { RetentionRule, RuleName } from './retention.rule.js';

/** Rows that are deleted with one run, on average: its slices, and the ids that it has seen. */
const RUNS_TO_ROWS = 10;

interface WalkStep {
  removed: number;
  next: string;
}

/**
 * Defines how long each kind of data is kept. The SQL functions belong to the owner's login, and each has a minimum
 * age. No other login may delete rows of the audit log or of usage.
 */
@Injectable()
export class RetentionRules {
  /**
   * Positions at which walks stopped when their budget ended. One budget may not be enough to pass the rows that must
   * stay.
   */
  private readonly leftAt = new Map<RuleName, string>();

  constructor(
    private readonly database: AdminDatabase,
    private readonly partitions: BodyPartitions,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  all(): RetentionRule[] {
    const { INBOX_RETENTION_DAYS, INBOX_BODY_RETENTION_DAYS, RUN_RETENTION_DAYS } = this.config.limits;
    const {
      FEED_RETENTION_DAYS,
      IDEMPOTENCY_KEY_HOURS,
      AUDIT_RETENTION_DAYS,
      USAGE_RETENTION_DAYS,
      NOTIFICATION_RETENTION_DAYS,
      OUTBOUND_REQUEST_RETENTION_DAYS,
      OUTBOUND_BATCH_RETENTION_DAYS,
    } = this.config.limits;
    const batch = this.config.limits.RETENTION_BATCH_ROWS;
    const runs = Math.max(1, Math.round(batch / RUNS_TO_ROWS));
    return [
      { name: 'partitionsCreated', steps: () => this.partitions.createAhead() },
      { name: 'partitionsDropped', steps: () => this.partitions.dropExpired() },
      {
        ...this.walk('webhookEvents', 'retire_webhook_events_after', INBOX_RETENTION_DAYS, batch),
        isReadingUnpaced: true,
      },
      this.rule('webhookBodies', 'retire_webhook_bodies', INBOX_BODY_RETENTION_DAYS, batch),
      this.walk('keptBodies', 'retire_kept_bodies_after', INBOX_BODY_RETENTION_DAYS, batch),
      this.walk('runs', 'retire_runs_after', RUN_RETENTION_DAYS, runs),
      this.rule('idempotencyKeys', 'retire_idempotency_keys', IDEMPOTENCY_KEY_HOURS, batch),
      this.rule('oauthStates', 'retire_oauth_states', 0, batch),
      this.rule('oauthConfirmations', 'retire_oauth_confirmations', 0, batch),
      this.rule('requestReplays', 'retire_request_replays', 0, batch),
      this.rule('auditLog', 'retire_audit_log', AUDIT_RETENTION_DAYS, batch),
      this.rule('usage', 'retire_usage', USAGE_RETENTION_DAYS, batch),
      this.rule('facts', 'retire_facts', NOTIFICATION_RETENTION_DAYS, batch),
      this.rule('notifications', 'retire_notifications', NOTIFICATION_RETENTION_DAYS, batch),
      this.rule('recordChanges', 'retire_record_changes', FEED_RETENTION_DAYS, batch),
      this.rule('outboundRequests', 'retire_outbound_requests', OUTBOUND_REQUEST_RETENTION_DAYS, batch),
      this.rule('outboundBatches', 'retire_outbound_batches', OUTBOUND_BATCH_RETENTION_DAYS, batch),
    ];
  }

  /**
   * Removes all rows that are older than `age`.
   * @param retire function of `database/functions` that takes an age and a number of rows
   */
  private rule(name: RuleName, retire: string, age: number, batch: number): RetentionRule {
    const { database } = this;
    const sql = `SELECT ${retire}($1, $2) AS removed`;
    async function* steps(): AsyncGenerator<number> {
      for (;;) {
        const rows = await database.call<{ removed: number }>(sql, [age, batch]);
        const removed = rows[0]?.removed ?? 0;
        yield removed;
        if (removed < batch) return;
      }
    }
    return { name, steps };
  }

  /**
   * Removes some of the rows that are older than `age`. It passes each row that must stay only once, even if a later
   * run continues the walk.
   * @param retire function of `database/functions` that also takes the position at which the last call ended
   */
  private walk(name: RuleName, retire: string, age: number, batch: number): RetentionRule {
    const { database, leftAt } = this;
    const sql = `SELECT removed, next_position AS next FROM ${retire}($1, $2, $3)`;
    async function* steps(): AsyncGenerator<number> {
      for (;;) {
        const [step]: WalkStep[] = await database.call<WalkStep>(sql, [age, batch, leftAt.get(name) ?? null]);
        if (!step) break;
        leftAt.set(name, step.next);
        yield step.removed;
      }
      leftAt.delete(name);
    }
    return { name, steps };
  }
}
