import type { FactType } from '../../facts/fact.js';
import type { WorkItem } from '../../work/table/work.item.js';
import { ORIGIN_COLUMNS, type WorkTableDefinition } from '../../work/table/work-table.definition.js';

export const NOTIFY_JOB = 'notify';

/** A notification that was claimed, to be sent. */
export interface ClaimedNotification extends WorkItem {
  /** `null`: to the platform. */
  endpointId: string | null;
  type: FactType;
  /** JSON text: each repetition sends the same bytes. */
  body: string;
  createdAt: Date;
}

export const NOTIFICATION_TABLE: WorkTableDefinition = {
  name: 'notifications',
  jobs: { [NOTIFY_JOB]: 'high' },
  statuses: { waiting: 'waiting', claimed: 'sending', dead: 'dead' },
  columns: `w.id, w.fence, w.attempts, w.endpoint_id AS "endpointId", w.type, w.body, w.created_at AS "createdAt",
    ${ORIGIN_COLUMNS}`,
  endedAt: 'ended_at',
};

/** A notification whose receiver has answered 2xx. */
export const DELIVERED = 'delivered';
