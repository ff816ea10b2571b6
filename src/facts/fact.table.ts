import type { WorkItem } from '../work/table/work.item.js';
import { ORIGIN_COLUMNS, type WorkTableDefinition } from '../work/table/work-table.definition.js';
import type { FactType } from './fact.js';

/** A fact that was claimed, to be reported. */
export interface ClaimedFact extends WorkItem {
  type: FactType;
  /** How many equal ones it stands for. */
  count: number;
  data: Record<string, unknown>;
  occurredAt: Date;
}

export const FACT_TABLE: WorkTableDefinition = {
  name: 'facts',
  jobs: { fact: 'high' },
  statuses: { waiting: 'recorded', claimed: 'telling', dead: 'dead' },
  columns: `w.id, w.fence, w.attempts, w.type, w.count, w.data, w.occurred_at AS "occurredAt", ${ORIGIN_COLUMNS}`,
  endedAt: 'told_at',
};

/** A fact whose notifications are written. */
export const TOLD = 'told';
