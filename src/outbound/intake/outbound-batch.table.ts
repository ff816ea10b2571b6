import type { WorkItem } from '../../work/table/work.item.js';
import type { WorkTableDefinition } from '../../work/table/work-table.definition.js';
import type { Entity } from '../items/entity.js';

export const PLAN_JOB = 'plan';

/** A batch that was claimed, to be planned. */
export interface ClaimedBatch extends WorkItem {
  entity: Entity;
  /** `null`: every integration that takes the entity. */
  integrationIds: string[] | null;
  platformIds: string[];
  /**
   * The items inherit the venue of this event, which has changed; empty: the venue of the integration has. The batch is a piece
   * of them. `null`: a call brought them.
   */
  movedEvent: string | null;
}

export const OUTBOUND_BATCH_TABLE: WorkTableDefinition = {
  name: 'outbound_batches',
  jobs: { [PLAN_JOB]: 'critical' },
  statuses: { waiting: 'received', claimed: 'planning', dead: 'dead' },
  columns: `w.id, w.fence, w.attempts, w.entity, w.integration_ids AS "integrationIds", w.platform_ids AS "platformIds",
    w.moved_event AS "movedEvent"`,
  endedAt: 'planned_at',
};

/** A batch whose targets are written. */
export const PLANNED = 'planned';
