import { definerSql } from './definer.sql.js';
import { argumentChecks, BY_INDEX, TODAY, type RetirementRule } from './retention.sql.js';

interface Walk extends RetirementRule {
  /** Of the rows, in the order in which they are walked: their age and its type, and the id that tells rows of one age apart. */
  position: { age: string; type: string; id: string };
  table: string;
  /** Rows of `t` that have the age; those among them that are not `over` are passed. */
  old: string;
  over: string;
}

/**
 * Walks old rows in order, some of which have to stay, and so that none is looked at twice: the next call goes on where
 * this one ended. Returns how many went and the row that it ended at; no row means that nothing older is left. The form
 * with two parameters starts from the oldest and returns the number alone.
 */
function walks(walk: Walk): string[] {
  const { name, table, old, over, position } = walk;
  const { age, type, id } = position;
  const afterName = `${name}_after`;
  return [
    definerSql({
      name: afterName,
      parameters: `kept integer, batch integer, after_age ${type}, after_id uuid`,
      returns: `TABLE (removed integer, last_age text, last_id uuid)`,
      settings: BY_INDEX,
      body: `
    ${argumentChecks({ ...walk, name: afterName })}
    RETURN QUERY
    WITH page AS MATERIALIZED (
      SELECT t.ctid AS place, t.${age} AS age, t.${id} AS id FROM ${table} t
      WHERE ${old} AND (t.${age}, t.${id}) > (coalesce(after_age, '-infinity'::${type}), coalesce(after_id, '00000000-0000-0000-0000-000000000000'::uuid))
      ORDER BY t.${age}, t.${id} LIMIT batch FOR UPDATE SKIP LOCKED
    ), gone AS (
      DELETE FROM ${table} t WHERE t.ctid = ANY (ARRAY(SELECT p.place FROM page p)) AND ${over} RETURNING 1
    )
    SELECT (SELECT count(*)::integer FROM gone), p.age::text, p.id FROM page p ORDER BY p.age DESC, p.id DESC LIMIT 1;`,
    }),
    definerSql({
      name,
      parameters: 'kept integer, batch integer',
      returns: 'integer',
      declare: `gone integer; total integer := 0; at_age ${type}; at_id uuid;`,
      body: `
    LOOP
      SELECT w.removed, w.last_age::${type}, w.last_id INTO gone, at_age, at_id
      FROM ${afterName}(kept, batch - total, at_age, at_id) w;
      EXIT WHEN gone IS NULL;
      total := total + gone;
      EXIT WHEN total >= batch;
    END LOOP;
    RETURN total;`,
    }),
  ];
}

/** Bodies that came while their day had no partition. Those that are still needed are kept elsewhere, so that none is read twice. */
const RETIRE_BODIES: RetirementRule = { name: 'retire_webhook_bodies', unit: 'days', floor: 1 };

const NEEDED = `('dead', 'received', 'processing')`;

export const INBOX_RETENTION_FUNCTIONS_SQL: readonly string[] = [
  // Open events never go, however old.
  ...walks({
    name: 'retire_webhook_events',
    unit: 'days',
    floor: 1,
    table: 'webhook_events',
    position: { age: 'received_on', type: 'date', id: 'id' },
    old: `t.received_on < ${TODAY} - kept`,
    over: `t.status IN ('done', 'ignored', 'dead')`,
  }),
  // Bodies that were kept for dead and open events, once these are over or gone.
  ...walks({
    name: 'retire_kept_bodies',
    unit: 'days',
    floor: 1,
    table: 'webhook_bodies_kept',
    position: { age: 'received_on', type: 'date', id: 'event_id' },
    old: `t.received_on < ${TODAY} - kept`,
    over: `NOT EXISTS (SELECT FROM webhook_events w
        WHERE w.tenant_id = t.tenant_id AND w.id = t.event_id AND w.status IN ${NEEDED})`,
  }),
  // The last run of each kind stays, and so does the last one that each stream was read by.
  ...walks({
    name: 'retire_runs',
    unit: 'days',
    floor: 1,
    table: 'sync_runs',
    position: { age: 'finished_at', type: 'timestamptz', id: 'id' },
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
    // The lock on the event keeps it from being replayed between the look at its status and the end of its body.
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
