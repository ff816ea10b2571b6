import type { LogFields } from '../../observability/log/log.context.js';
import type { WorkItem } from '../../work/table/work.item.js';
import type { WorkTableDefinition } from '../../work/table/work-table.definition.js';

export const WEBHOOK_JOB = 'webhook';

/** A claimed event with its body. */
export interface ClaimedEvent extends WorkItem {
  integrationId: string;
  provider: string;
  type: string;
  ageSeconds: number;
  /** `null`: the body is no longer kept. */
  body: Buffer | null;
}

export const INBOX: WorkTableDefinition = {
  name: 'webhook_events',
  jobs: { [WEBHOOK_JOB]: 'critical' },
  statuses: { waiting: 'received', claimed: 'processing', dead: 'dead' },
  columns:
    'w.id, w.integration_id, w.provider, w.type, w.attempts, w.fence, w.received_at, w.received_on, w.request_id, w.trace_context',
  read: `
  SELECT c.id, c.integration_id AS "integrationId", c.provider, c.type, c.attempts, c.fence,
    extract(epoch FROM now() - c.received_at)::float8 AS "ageSeconds", coalesce(b.body, k.body) AS body,
    c.request_id AS "requestId", c.trace_context AS "traceContext"
  FROM claimed c
  LEFT JOIN webhook_bodies b ON b.tenant_id = $1 AND b.event_id = c.id AND b.received_on = c.received_on
  LEFT JOIN webhook_bodies_kept k ON k.tenant_id = $1 AND k.event_id = c.id AND b.body IS NULL
  ORDER BY c.received_at, c.id`,
  endedAt: 'processed_at',
  // Claims do not wait for the disk, because deliveries queue for it. The event itself is stored safely, and its effect
  // and its final status are committed together.
  commitsClaimsLater: true,
};

export function logFieldsOf({ id: eventId, integrationId }: ClaimedEvent): LogFields {
  return { eventId, integrationId };
}
