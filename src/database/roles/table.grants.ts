import type { Login } from './role.names.js';

/** A privilege as written in SQL, with its column if it is limited to one. */
export type Privilege = string;
export type TableGrants = Readonly<Record<Login, readonly Privilege[]>>;

export interface CatalogTable {
  name: string;
  hasTenant: boolean;
  isPartition: boolean;
}

/** Row-level security decides which rows are accessible. */
const ROWS: readonly Privilege[] = ['SELECT', 'INSERT', 'UPDATE', 'DELETE'];
const both = (privileges: readonly Privilege[]): TableGrants => ({
  integration_api: privileges,
  integration_worker: privileges,
});
const NONE = both([]);

/**
 * Tables whose grants differ from those of an ordinary tenant table. A table without a tenant that is not listed is
 * accessible to the owner only.
 */
const SPECIAL: Readonly<Record<string, TableGrants>> = {
  // A process checks whether the database has the required version.
  schema_migrations: both(['SELECT']),
  // Only the owner's function deletes entries. The outcome of an action is written once.
  audit_log: both(['SELECT', 'INSERT', 'UPDATE (outcome)']),
  provider_usage: both(['SELECT', 'INSERT', 'UPDATE']),
  // Functions of the owner copy bodies here and delete them. Workers strip what must not be stored.
  webhook_bodies_kept: { integration_api: ['SELECT'], integration_worker: ['SELECT', 'UPDATE (body)'] },
  // The API only writes these rows and does not read them again.
  consent_revocations: { integration_api: ['INSERT'], integration_worker: ROWS },
  request_replays: both(['SELECT', 'INSERT']),
  // The first process that needs a key inserts it. Key rotation updates it.
  app_keys: { integration_api: ['SELECT', 'INSERT'], integration_worker: ['SELECT', 'INSERT', 'UPDATE'] },
  // Only workers strip stored data.
  stripping_progress: { integration_api: [], integration_worker: ['SELECT', 'INSERT', 'UPDATE'] },
  // Entries are written once. Functions of the owner remove them.
  record_changes: both(['SELECT', 'INSERT']),
  // Functions of the owner renew it. Workers store how far changes were reported.
  feed_epoch: {
    integration_api: ['SELECT'],
    integration_worker: ['SELECT', 'UPDATE (reported_xid)', 'UPDATE (reported_id)', 'UPDATE (reported_at)'],
  },
  queue_pauses: both(['SELECT', 'INSERT', 'DELETE']),
  // Sums over all tenants. The API's login must not see them.
  shared_gauges: { integration_api: [], integration_worker: ['SELECT', 'INSERT', 'UPDATE'] },
};

/** A partition needs no grants: it is accessed through its table, whose grants and policies decide. */
export function grantsOf({ name, hasTenant, isPartition }: CatalogTable): TableGrants {
  if (isPartition) return NONE;
  return SPECIAL[name] ?? (hasTenant ? both(ROWS) : NONE);
}
