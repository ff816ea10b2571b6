import type { Login } from './role.names.js';

/** A privilege as SQL has it, with the column it is limited to, if any. */
export type Privilege = string;
export type TableGrants = Readonly<Record<Login, readonly Privilege[]>>;

export interface CatalogTable {
  name: string;
  hasTenant: boolean;
  isPartition: boolean;
}

/** Row-level security decides which rows. */
const ROWS: readonly Privilege[] = ['SELECT', 'INSERT', 'UPDATE', 'DELETE'];
const both = (privileges: readonly Privilege[]): TableGrants => ({
  integration_api: privileges,
  integration_worker: privileges,
});
const NONE = both([]);

/** Tables that are not simply rows of tenants. A table without a tenant that is not named here is the owner's alone. */
const SPECIAL: Readonly<Record<string, TableGrants>> = {
  // A process looks whether the database is of its version.
  schema_migrations: both(['SELECT']),
  // Retired by the owner's function alone; how an action ended is written once.
  audit_log: both(['SELECT', 'INSERT', 'UPDATE (outcome)']),
  provider_usage: both(['SELECT', 'INSERT', 'UPDATE']),
  // Copied there and removed by functions of the owner; workers take out of a body what must not be stored.
  webhook_bodies_kept: { integration_api: ['SELECT'], integration_worker: ['SELECT', 'UPDATE (body)'] },
  // What the API hands over it need not read again.
  consent_revocations: { integration_api: ['INSERT'], integration_worker: ROWS },
  request_replays: both(['SELECT', 'INSERT']),
  // Made by the first process that needs one, sealed again by a rotation of keys.
  app_keys: { integration_api: ['SELECT', 'INSERT'], integration_worker: ['SELECT', 'INSERT', 'UPDATE'] },
  // How far the cleaning of what is stored has come: a worker's business.
  stripping_progress: { integration_api: [], integration_worker: ['SELECT', 'INSERT', 'UPDATE'] },
  queue_pauses: both(['SELECT', 'INSERT', 'DELETE']),
  // Sums over all tenants, which the API's login is not shown.
  shared_gauges: { integration_api: [], integration_worker: ['SELECT', 'INSERT', 'UPDATE'] },
};

/** Partitions are reached through their table, whose grants and policies decide. */
export function grantsOf({ name, hasTenant, isPartition }: CatalogTable): TableGrants {
  if (isPartition) return NONE;
  return SPECIAL[name] ?? (hasTenant ? both(ROWS) : NONE);
}
