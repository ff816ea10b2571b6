/** How what a tenant has is counted against a quota, and what a caller who exceeds it can do. */
export interface Quota {
  /**
   * Parameters: $1 tenant, $2 how far to count, then what the quota is counted for within the tenant. Returns `used`,
   * and `freesIn` (seconds) where time alone makes room.
   */
  countSql: string;
  /** For the caller. */
  advice: string;
  /** Counting is costly and a few too many do no harm: see {@link QuotaMemory}. */
  isRemembered?: boolean;
}

/**
 * Quotas beyond which nothing is added, by the variable that sets each. Progress streams are counted in memory, by
 * `StreamSlots`.
 */
export const REFUSING_QUOTAS = {
  /** Of a tenant. One that is disconnected is history, and takes up no room. */
  QUOTA_INTEGRATIONS: {
    countSql: `SELECT count(*)::int AS used FROM (
      SELECT 1 FROM integrations WHERE tenant_id = $1 AND status <> 'disconnected' LIMIT $2) i`,
    advice: 'Disconnect an account that is no longer needed',
  },
  /** $3 integration. */
  QUOTA_ENDPOINTS: {
    countSql: `SELECT count(*)::int AS used FROM (
      SELECT 1 FROM webhook_endpoints WHERE tenant_id = $1 AND integration_id = $3 LIMIT $2) e`,
    advice: 'Delete a webhook endpoint of this integration that is no longer needed',
  },
  /** Of a tenant. */
  QUOTA_NOTIFICATION_ENDPOINTS: {
    countSql: `SELECT count(*)::int AS used FROM (SELECT 1 FROM notification_endpoints WHERE tenant_id = $1 LIMIT $2) e`,
    advice: 'Delete a notification endpoint that is no longer needed',
  },
  /**
   * Of a tenant; $3 hours for which a key is kept. Expired keys wait for the hourly cleanup and do not count. The time
   * is not compared with the column alone, or PostgreSQL would read the index by age, which is that of all tenants.
   */
  QUOTA_IDEMPOTENCY_KEYS: {
    countSql: `SELECT count(*)::int AS used, extract(epoch FROM min(ends_at) - now())::float8 AS "freesIn" FROM (
      SELECT created_at + $3 * interval '1 hour' AS ends_at FROM idempotency_keys
      WHERE tenant_id = $1 AND created_at + $3 * interval '1 hour' >= now() LIMIT $2) k`,
    advice: 'Leave the Idempotency-Key out where a repetition does no harm, or wait until old keys expire',
    isRemembered: true,
  },
} as const satisfies Record<string, Quota>;

/** Quotas beyond which the oldest one ends: adding another never fails. */
export const ROLLING_QUOTAS = ['QUOTA_SECRETS', 'QUOTA_OAUTH_STATES'] as const;

export type RefusingQuota = keyof typeof REFUSING_QUOTAS;
export type RollingQuota = (typeof ROLLING_QUOTAS)[number];
