import type { SealedTable } from '../../credentials/vault/sealed.table.js';

/** The bodies of requests hold names, addresses and amounts, so they are sealed like credentials. */
export const SEALED_OPERATIONS: SealedTable = {
  name: 'outbound_operations',
  tenant: 'tenant_id',
  owner: 'target_id',
  field: 'operation',
  prefix: 'outbound:',
};
