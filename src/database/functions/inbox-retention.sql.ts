import { definerSql } from './definer.sql.js';
import { walkByAge, walkByPage } from './retention-walk.sql.js';
import { argumentChecks, BY_INDEX, TODAY, type RetirementRule } from './retention.sql.js';

/**
 * Bodies that arrived while their day had no partition. Those that are still needed move to another table, so that none
 * is read twice.
 */
const RETIRE_BODIES: RetirementRule = { name: 'retire_webhook_bodies', unit: 'days', floor: 1 };

const NEEDED = `('dead', 'received', 'processing')`;

export const INBOX_RETENTION_FUNCTIONS_SQL: readonly string[] = [
  // Open events are never deleted. There is no index by age, because each delivery would pay for it (docs/adr/0015).
  ...walkByPage({
    name: 'retire_webhook_events',
    unit: 'days',
    floor: 1,
    table: 'webhook_events',
    // The subquery computes the day once, not for each row.
    old: `t.received_on < (SELECT ${TODAY} - kept)`,
    over: `t.status IN ('done', 'ignored', 'dead')`,
  }),
  // Copied bodies of dead and open events, after these events are finished or deleted.
  ...walkByAge({
    name: 'retire_kept_bodies',
    unit: 'days',
    floor: 1,
    table: 'webhook_bodies_kept',
    order: { age: 'received_on', type: 'date', id: 'event_id' },
    old: `t.received_on < ${TODAY} - kept`,
    over: `NOT EXISTS (SELECT FROM webhook_events w
        WHERE w.tenant_id = t.tenant_id AND w.id = t.event_id AND w.status IN ${NEEDED})`,
  }),
  // The last run of each kind is kept, and so is the last run that read each stream.
  ...walkByAge({
    name: 'retire_runs',
    unit: 'days',
    floor: 1,
    table: 'sync_runs',
    order: { age: 'finished_at', type: 'timestamptz', id: 'id' },
    old: `t.finished_at < now() - kept * interval '1 day'`,
    over: `t.status IN ('succeeded', 'failed', 'cancelled')
        AND EXISTS (SELECT FROM sync_runs n WHERE n.tenant_id = t.tenant_id AND n.integration_id = t.integration_id
          AND n.id > t.id AND n.sync_type = t.sync_type AND n.operation = t.operation)
        AND NOT EXISTS (SELECT FROM sync_states s WHERE s.tenant_id = t.tenant_id
          AND s.integration_id = t.integration_id AND s.last_run_id = t.id)`,
  }),
  definerSql({
    name: RETIRE_BODIES.name,
    parameters: 'kept integer, batch integer',
    returns: 'integer',
    settings: BY_INDEX,
    declare: 'removed integer;',
    // The lock on the event prevents a replay between the check of its status and the deletion of its body.
    body: `
    ${argumentChecks(RETIRE_BODIES)}
    WITH old AS MATERIALIZED (
      SELECT b.ctid AS place, b.tenant_id, b.event_id FROM webhook_bodies_default b
      WHERE b.received_on < ${TODAY} - kept ORDER BY b.received_on LIMIT batch FOR UPDATE SKIP LOCKED
    ), events AS MATERIALIZED (
      SELECT w.tenant_id, w.id, w.status FROM old o
      JOIN webhook_events w ON w.tenant_id = o.tenant_id AND w.id = o.event_id FOR SHARE OF w
    ), moved AS (
      INSERT INTO webhook_bodies_kept (tenant_id, event_id, received_on, body)
      SELECT b.tenant_id, b.event_id, b.received_on, b.body
      FROM events e JOIN webhook_bodies_default b ON b.tenant_id = e.tenant_id AND b.event_id = e.id
      WHERE e.status IN ${NEEDED}
      ON CONFLICT DO NOTHING
    )
    DELETE FROM webhook_bodies_default WHERE ctid = ANY (ARRAY(SELECT o.place FROM old o));
    GET DIAGNOSTICS removed = ROW_COUNT;
    RETURN removed;`,
  }),
];
