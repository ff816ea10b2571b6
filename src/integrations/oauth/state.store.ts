import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/config.js';
import { Database } from '../../database/database.js';
import type { TenantTransaction, Transaction } from '../../database/transaction.js';
import type { IntegrationRow } from '../connections/integration.row.js';
import { Quotas } from '../../quotas/quotas.js';
import type { StateToken } from './state.tokens.js';

/** The request that began a consent. It is stored until the consent ends. */
export interface ConnectRequest {
  name?: string;
  venueId?: string;
  environment?: IntegrationRow['environment'];
  settings?: Record<string, unknown>;
  returnTo?: string;
  /** Kind and id of the principal, for the audit log. Absent if an older release began the consent. */
  beganBy?: string;
}

export interface NewState {
  state: StateToken;
  provider: string;
  /** Kind and id of the principal. */
  beganBy: string;
  /** Hash of the cookie that was issued to the caller. */
  browserHash: Buffer;
  request: ConnectRequest;
}

export interface BegunState {
  beganBy: string;
  /** `null`: an older release began the consent without a cookie, so no browser matches. */
  browserHash: Buffer | null;
  request: ConnectRequest;
}

const INSERT_SQL = `
  INSERT INTO oauth_states (tenant_id, state_hash, provider, began_by, browser_hash, request, created_at, expires_at)
  VALUES ($1, $2, $3, $4, $5, $6, clock_timestamp(), now() + $7 * interval '1 minute')
  RETURNING expires_at AS "expiresAt"`;

/** Deletes all but the newest $3 of a principal. Skips expired rows, because the cleanup may be deleting them now. */
const END_OLDEST_SQL = `
  DELETE FROM oauth_states WHERE tenant_id = $1 AND state_hash IN (
    SELECT state_hash FROM oauth_states WHERE tenant_id = $1 AND began_by = $2 AND expires_at > now()
    ORDER BY created_at DESC, state_hash OFFSET $3)`;

/** Consents in progress. Taking a row removes it, so each is used at most once. */
@Injectable()
export class StateStore {
  constructor(
    private readonly database: Database,
    private readonly quotas: Quotas,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Returns when the consent expires, by the database's clock. If a principal has too many, the oldest is deleted. */
  begin({ state, provider, beganBy, browserHash, request }: NewState): Promise<Date> {
    const { tenantId, hash } = state;
    const { stateMinutes } = this.config.oauth;
    return this.database.inTenant(tenantId, async (tx) => {
      const keep = await this.quotas.roll(tx, 'QUOTA_OAUTH_STATES', beganBy);
      await this.removeExpired(tx);
      const kept = JSON.stringify({ ...request, beganBy });
      const parameters = [tenantId, hash, provider, beganBy, browserHash, kept, stateMinutes];
      const row = await tx.row<{ expiresAt: Date }>(INSERT_SQL, parameters);
      await tx.execute(END_OLDEST_SQL, [tenantId, beganBy, keep]);
      return (row as { expiresAt: Date }).expiresAt;
    });
  }

  /** Must be committed before the result is used. `undefined`: already used, or expired. */
  take(tx: Transaction, state: StateToken, provider: string): Promise<BegunState | undefined> {
    return tx.row<BegunState>(
      `DELETE FROM oauth_states
       WHERE tenant_id = $1 AND state_hash = $2 AND provider = $3 AND expires_at > now()
       RETURNING began_by AS "beganBy", browser_hash AS "browserHash", request`,
      [state.tenantId, state.hash, provider],
    );
  }

  private async removeExpired(tx: TenantTransaction): Promise<void> {
    await tx.execute(`DELETE FROM oauth_states WHERE tenant_id = $1 AND expires_at <= now()`, [tx.tenantId]);
  }
}
