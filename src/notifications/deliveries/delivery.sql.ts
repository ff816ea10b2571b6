/** $1 tenant, $2 id. */
export const DISCARD_NOTIFICATION_SQL = `
  UPDATE notifications SET discarded = true WHERE tenant_id = $1 AND id = $2 AND status = 'dead' AND NOT discarded`;

/** One that has ended is sent again. $1 tenant, $2 id, $3 request id, $4 trace context. */
export const REPLAY_NOTIFICATION_SQL = `
  UPDATE notifications SET status = 'waiting', attempts = 0, due_at = now(), deferred = false, hinted_at = NULL,
    error = NULL, ended_at = NULL, fence = fence + 1, discarded = false,
    request_id = $3, trace_context = $4
  WHERE tenant_id = $1 AND id = $2 AND status IN ('delivered', 'dead')`;
