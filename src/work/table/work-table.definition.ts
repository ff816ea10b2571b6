import type { QueueKey } from '../queue.table.js';

/**
 * Describes a table whose rows are work. The engine generates its statements from it.
 *
 * The table has these columns: `tenant_id` and `id` (uuid, its primary key), `status` (text), `attempts` and `fence`
 * (integers that begin at 0), `due_at` (NULL once the row has ended), `deferred` (boolean, false), `hinted_at` and
 * `error` (jsonb). Row-level security isolates its tenants.
 *
 * It has an index of open rows on `READY_TENANT, due_at, LAST_HINT` of `due.sql.ts` (docs/adr/0014). A table of several
 * jobs has a column `job`. Its index begins with `READY_JOB`, and it has a second index of open rows on `tenant_id,
 * due_at`.
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
  /** The jobs of its rows, each with its priority queue. */
  jobs: Readonly<Record<string, QueueKey>>;
  statuses: {
    /** No worker has the row. A row is open in this status and in `claimed`. */
    waiting: string;
    /** A worker has the row until its lease ends. */
    claimed: string;
    /** The work was given up. The row is kept for replay. */
    dead: string;
    /**
     * The work was cancelled on request. The table then has a boolean column `cancel_requested`. An accepted request is
     * never undone.
     */
    cancelled?: string;
  };
  /** SQL list of the columns of the row `w` that a claim returns: at least `id`, `fence` and `attempts`. */
  columns: string;
  /**
   * SELECT from `claimed c` that builds the items, if they need other tables. $1 is the tenant. Default: the `columns`.
   */
  read?: string;
  /** Column for the time of the first claim. */
  startedAt?: string;
  /** Column for the time at which the row ended. */
  endedAt: string;
  /** Whether `attempts` also counts the attempt that ends the row. */
  countsLastAttempt?: boolean;
  /**
   * Whether the commit of a claim does not wait for the disk. If a crash of PostgreSQL loses the claim, the row is
   * claimed again. The work itself is written later, so it cannot survive without its claim.
   */
  commitsClaimsLater?: boolean;
  /**
   * Rows of one lane are done one claim after the other in a process, and lanes of one group share something that is
   * bounded: see `WorkKind.lanes`. A claim takes rows of several lanes in turn, and in each of them those of which the boolean
   * column `first` is true in turn with the others. The table then has an index of open rows that are not deferred on
   * `tenant_id, job, <column>, <first>, due_at`.
   */
  lane?: { column: string; group: string; first: string };
  /** Statement that copies the fence to the rows that belong to a claimed row: $1 tenant, $2 ids, $3 fences. */
  passFence?: string;
}

/** The call that caused the row `w`, for tables with the columns `request_id` and `trace_context`. */
export const ORIGIN_COLUMNS = 'w.request_id AS "requestId", w.trace_context AS "traceContext"';

export const jobsOf = ({ jobs }: WorkTableDefinition): string[] => Object.keys(jobs);

/** Whether the table has a column for the job of a row. The index of open rows then begins with it. */
export const hasSeveralJobs = (table: WorkTableDefinition): boolean => jobsOf(table).length > 1;

/** The condition of the partial indexes of open rows. */
export function isOpen({ statuses }: WorkTableDefinition): string {
  return `status IN ('${statuses.waiting}', '${statuses.claimed}')`;
}
