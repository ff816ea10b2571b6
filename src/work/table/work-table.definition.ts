import type { QueueKey } from '../queue.table.js';

/**
 * Describes a table whose rows are work. The engine generates its statements from it.
 *
 * The table has these columns: `tenant_id` and `id` (uuid, its primary key), `status` (text), `attempts` and `fence`
 * (integers that begin at 0), `due_at` (NULL once the row has ended), `deferred` (boolean, false), `hinted_at` and `error`
 * (jsonb). Row-level security isolates its tenants.
 *
 * It has an index of open rows on `READY_TENANT, due_at, LAST_HINT` of `due.sql.ts` (docs/adr/0014). A table of several jobs
 * has a column `job`; its index begins with `READY_JOB`, and a second one of open rows is on `tenant_id, due_at`.
 *
 * @example
 * const PARCELS: WorkTableDefinition = {
 *   name: 'parcels',
 *   jobs: { parcel: 'normal' },
 *   statuses: { waiting: 'packed', claimed: 'sending', dead: 'returned' },
 *   columns: 'w.id, w.fence, w.attempts, w.address',
 *   endedAt: 'sent_at',
 * };
 */
export interface WorkTableDefinition {
  name: string;
  /** The jobs that its rows are done as, each with its priority queue. */
  jobs: Readonly<Record<string, QueueKey>>;
  statuses: {
    /** No worker has the row. With `claimed` the two statuses in which a row is open. */
    waiting: string;
    /** A worker has it, until its lease ends. */
    claimed: string;
    /** It was given up for good, and is kept for replay. */
    dead: string;
    /** Ended on request. The table then has a boolean column `cancel_requested`, and a request that was accepted stands. */
    cancelled?: string;
  };
  /** SQL list of what a claim returns, of the row `w`: at least `id`, `fence` and `attempts`. */
  columns: string;
  /** SELECT from `claimed c` for what more than one table has; $1 is the tenant. Without it, items are the `columns`. */
  read?: string;
  /** Column for the time of the first claim. */
  startedAt?: string;
  /** Column for the time at which the row ended. */
  endedAt: string;
  /** Whether the attempt that ends the row is counted in `attempts` as well. */
  countsLastAttempt?: boolean;
  /**
   * Whether the commit of a claim need not wait for the disk. A claim that a crash of PostgreSQL takes back is made again;
   * nothing that the work has written can be older than it.
   */
  commitsClaimsLater?: boolean;
  /** A statement that gives the fence to the rows that belong to a claimed one: $1 tenant, $2 ids, $3 fences. */
  passFence?: string;
}

export const jobsOf = ({ jobs }: WorkTableDefinition): string[] => Object.keys(jobs);

/** Whether a column says which job a row belongs to. The index of open rows then begins with it. */
export const hasSeveralJobs = (table: WorkTableDefinition): boolean => jobsOf(table).length > 1;

/** As the partial indexes of open rows have it. */
export function isOpen({ statuses }: WorkTableDefinition): string {
  return `status IN ('${statuses.waiting}', '${statuses.claimed}')`;
}
