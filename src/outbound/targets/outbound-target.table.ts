import type { WorkItem } from '../../work/table/work.item.js';
import type { WorkTableDefinition } from '../../work/table/work-table.definition.js';
import type { TargetKey } from '../../providers/push.port.js';
import type { Entity } from '../items/entity.js';

export const PUSH_JOB = 'push';
/** For a tenant with much open work. */
export const PUSH_BULK_JOB = 'push-bulk';

/** How the object at the provider came to be known. */
export type Link = 'created' | 'adopted';

/** A target that was claimed, to be sent. */
export interface ClaimedTarget extends WorkItem, TargetKey {
  integrationId: string;
  provider: string;
  entity: Entity;
  platformId: string;
  /** Rises with each change of an item that feeds it. */
  changes: number;
  applied: number | null;
  /** Of the content that was applied last. */
  appliedHash: Buffer | null;
  /** Number of its last operation; 0: there was none. */
  operation: number;
  /** Its last operation was sent, and its outcome is not known. */
  inDoubt: boolean;
  externalId: string | null;
  externalVersion: string | null;
  link: Link | null;
  /** Code of the error for which it was postponed last. */
  lastError: string | null;
  /** Since it was first wanted. */
  ageSeconds: number;
  /** Since it was last changed. */
  waitedSeconds: number;
}

export const OUTBOUND_TARGET_TABLE: WorkTableDefinition = {
  name: 'outbound_targets',
  jobs: { [PUSH_JOB]: 'critical', [PUSH_BULK_JOB]: 'normal' },
  statuses: { waiting: 'pending', claimed: 'sending', dead: 'dead' },
  columns: `w.id, w.fence, w.attempts, w.target, w.subject, w.part, w.integration_id AS "integrationId", w.provider, w.entity,
    w.platform_id AS "platformId", w.changes, w.applied::float8 AS applied, w.applied_hash AS "appliedHash", w.operation,
    w.in_doubt AS "inDoubt", w.external_id AS "externalId", w.external_version AS "externalVersion", w.link,
    w.error->>'code' AS "lastError",
    extract(epoch FROM now() - w.created_at)::float8 AS "ageSeconds",
    extract(epoch FROM now() - w.changed_at)::float8 AS "waitedSeconds"`,
  endedAt: 'ended_at',
  // A key is trusted for a while only. A doubt that waited for a long backlog would have to be looked up.
  lane: { column: 'integration_id', group: 'provider', first: 'in_doubt' },
};
