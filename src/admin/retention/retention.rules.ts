import { Inject, Injectable } from '@nestjs/common';
import { RequestReplays } from '../../auth/internal/request-replays.js';
import { CONFIG, type Config } from '../../config/config.js';
import { CrossTenant } from '../../database/cross-tenant.js';
import {
  OLD_BODIES_SQL,
  OLD_CONFIRMATIONS_SQL,
  OLD_EVENTS_SQL,
  OLD_KEYS_SQL,
  OLD_RUNS_SQL,
  OLD_STATES_SQL,
} from './retention.sql.js';

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

/** What is kept for how long. The audit log and the usage are kept. */
@Injectable()
export class RetentionRules {
  constructor(
    private readonly crossTenant: CrossTenant,
    private readonly replays: RequestReplays,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  all(): RetentionRule[] {
    const { INBOX_RETENTION_DAYS, RUN_RETENTION_DAYS, IDEMPOTENCY_KEY_HOURS } = this.config.limits;
    return [
      this.rule('webhookEvents', BATCH, OLD_EVENTS_SQL, INBOX_RETENTION_DAYS),
      this.rule('webhookBodies', BATCH, OLD_BODIES_SQL, INBOX_RETENTION_DAYS),
      this.rule('runs', RUN_BATCH, OLD_RUNS_SQL, RUN_RETENTION_DAYS),
      this.rule('idempotencyKeys', BATCH, OLD_KEYS_SQL, IDEMPOTENCY_KEY_HOURS),
      this.rule('oauthStates', BATCH, OLD_STATES_SQL, 0),
      this.rule('oauthConfirmations', BATCH, OLD_CONFIRMATIONS_SQL, 0),
      { name: 'requestReplays', batch: BATCH, remove: (limit) => this.replays.removeExpired(limit) },
    ];
  }

  private rule(name: string, batch: number, sql: string, age: number): RetentionRule {
    const remove = (limit: number) => this.crossTenant.transaction((tx) => tx.execute(sql, [age, limit]));
    return { name, batch, remove };
  }
}
