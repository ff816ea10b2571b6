import { nextStatus, OPEN_OPERATION, TARGET_STATUSES, type TargetEvent } from '../targets/target.machine.js';
import { PENDING_NOW } from '../targets/target.sql.js';

/** Locks a target. $1 tenant, $2 target. */
export const LOCK_SQL = `
  SELECT id, integration_id AS "integrationId", provider, target, subject, part, entity, status, job, in_doubt AS "inDoubt",
    external_id AS "externalId"
  FROM outbound_targets WHERE tenant_id = $1 AND id = $2 FOR NO KEY UPDATE`;

const statusesWith = (event: TargetEvent): string =>
  TARGET_STATUSES.filter((status) => nextStatus(status, event) !== undefined)
    .map((status) => `'${status}'`)
    .join(', ');

/**
 * The object of the target is known: it is read and compared before anything is sent. $1 tenant, $2 target, $3 external id.
 */
export const LINK_BY_HAND_SQL = `
  UPDATE outbound_targets SET ${PENDING_NOW}, external_id = $3, external_version = NULL, link = 'adopted', applied = NULL,
    applied_hash = NULL, in_doubt = false
  WHERE tenant_id = $1 AND id = $2`;

/**
 * Another object is made. No existing one is looked for: its operation is not the first, and the one before does not exist.
 * $1 tenant, $2 target.
 */
export const CREATE_BY_HAND_SQL = `
  UPDATE outbound_targets SET ${PENDING_NOW}, external_id = NULL, external_version = NULL, link = NULL, applied = NULL,
    applied_hash = NULL, operation = operation + 1, in_doubt = false
  WHERE tenant_id = $1 AND id = $2`;

const ENDED_BY_HAND = `due_at = NULL, deferred = false, hinted_at = NULL, attempts = 0, error = NULL, ended_at = now(),
  waits_for = NULL, updated_at = now()`;

/**
 * What the provider has counts as what is wanted. The content that was sent last is not sent again. $1 tenant, $2 target.
 */
export const ACCEPT_BY_HAND_SQL = `
  UPDATE outbound_targets t SET status = 'applied', applied = t.wanted, reason = NULL, reason_since = NULL, in_doubt = false,
    applied_hash = coalesce((SELECT o.content_hash FROM outbound_operations o WHERE o.tenant_id = $1 AND o.target_id = $2
      ORDER BY o.operation DESC LIMIT 1), t.applied_hash), ${ENDED_BY_HAND}
  WHERE t.tenant_id = $1 AND t.id = $2 AND t.status IN (${statusesWith('accept')})`;

/** A doubt about its last request stays, and is settled before the next one. $1 tenant, $2 target, $3 reason. */
export const SKIP_BY_HAND_SQL = `
  UPDATE outbound_targets t SET status = 'skipped', reason = $3::jsonb, reason_since = now(), ${ENDED_BY_HAND}
  WHERE t.tenant_id = $1 AND t.id = $2 AND t.status IN (${statusesWith('leave')})`;

/** $1 tenant, $2 target, $3 status, $4 response. */
export const END_OPEN_OPERATION_SQL = `
  UPDATE outbound_operations SET status = $3, response = $4::jsonb, finished_at = now()
  WHERE tenant_id = $1 AND target_id = $2 AND status IN (${OPEN_OPERATION})`;
