/** How a quota is counted, and what a caller who exceeds it can do. */
export interface Quota {
  /**
   * Parameters: $1 tenant, $2 where to stop counting, then the object within the tenant that the quota applies to.
   * Returns `used`, and `freesIn` (seconds) if quota becomes free over time.
   */
  countSql: string;
  /** Advice for the caller. */
  advice: string;
  /** The count is cached in {@link QuotaMemory}, because it is costly and a small excess does no harm. */
  isRemembered?: boolean;
}

/**
 * Quotas that refuse a further item, by the variable that sets each. Progress streams are counted in memory, by
 * `StreamSlots`.
 */
export const REFUSING_QUOTAS = {
  /** For each tenant. A disconnected integration does not count. */
  QUOTA_INTEGRATIONS: {
    countSql: `SELECT count(*)::int AS used FROM (
      SELECT 1 FROM integrations WHERE tenant_id = $1 AND status <> 'disconnected' LIMIT $2) i`,
    advice: 'Disconnect an account that is no longer needed',
  },
  /** For each integration. $3 integration. */
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
   * For each tenant. $3 hours for which a key is kept. Expired keys wait for the hourly cleanup and do not count. The
   * time is compared with an expression instead of the column, because PostgreSQL would otherwise read the index by age
   * of all tenants.
   */
  QUOTA_IDEMPOTENCY_KEYS: {
    countSql: `SELECT count(*)::int AS used, extract(epoch FROM min(ends_at) - now())::float8 AS "freesIn" FROM (
      SELECT created_at + $3 * interval '1 hour' AS ends_at FROM idempotency_keys
      WHERE tenant_id = $1 AND created_at + $3 * interval '1 hour' >= now() LIMIT $2) k`,
    advice: 'Omit the Idempotency-Key if a repetition does no harm, or wait until old keys expire',
    isRemembered: true,
  },
} as const satisfies Record<string, Quota>;

/** Quotas that end the oldest item instead of refusing a new one. */
export const ROLLING_QUOTAS = ['QUOTA_SECRETS', 'QUOTA_OAUTH_STATES'] as const;

export type RefusingQuota = keyof typeof REFUSING_QUOTAS;
export type RollingQuota = (typeof ROLLING_QUOTAS)[number];
