/** The statuses of a target that callers see. */
export const SEEN_STATUSES = ['pending', 'sending', 'unknown', 'waiting', 'applied', 'skipped', 'dead'] as const;
export type SeenStatus = (typeof SEEN_STATUSES)[number];

/** Statuses in which the hub still works on a target by itself. */
export const OPEN_STATUSES: ReadonlySet<SeenStatus> = new Set(['pending', 'sending', 'unknown']);

/**
 * The status of a target as callers see it. Between two tries of a request whose outcome is not known it is `unknown`.
 * What waits for another target is `pending` for a while, because as a rule that one comes soon.
 *
 * @param table name or alias of `outbound_targets`
 * @param reportedAfterSeconds time after which such a wait is reported
 */
export const seenStatusSql = (table: string, reportedAfterSeconds: number): string => `
  (CASE WHEN ${table}.status = 'pending' AND ${table}.in_doubt THEN 'unknown'
    WHEN ${table}.status = 'waiting' AND ${table}.reason->>'code' = 'dependency'
      AND ${table}.reason_since > now() - ${reportedAfterSeconds} * interval '1 second' THEN 'pending'
    ELSE ${table}.status END)`;
