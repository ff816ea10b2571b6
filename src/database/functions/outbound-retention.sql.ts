import { oldRows, retirement } from './retention.sql.js';

/** The row of a request stays: when it was sent, with which key, and what became of it. */
export const OUTBOUND_RETENTION_SQL: readonly string[] = [
  retirement({
    name: 'retire_outbound_requests',
    unit: 'days',
    floor: 1,
    sql: `
    UPDATE outbound_operations SET kid = NULL, wrapped_key = NULL, ciphertext = NULL WHERE ctid = ANY (ARRAY(
      SELECT ctid FROM outbound_operations
      WHERE finished_at < now() - kept * interval '1 day' AND ciphertext IS NOT NULL
      ORDER BY finished_at LIMIT batch FOR UPDATE SKIP LOCKED))`,
  }),
  retirement({
    name: 'retire_outbound_batches',
    unit: 'days',
    floor: 1,
    sql: oldRows('outbound_batches', 'planned_at', `planned_at < now() - kept * interval '1 day'`),
  }),
];
