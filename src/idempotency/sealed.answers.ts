import type { SealedTable } from '../credentials/vault/sealed.table.js';

export const SEALED_ANSWERS: SealedTable = {
  name: 'idempotency_keys',
  tenant: 'tenant_id',
  owner: 'caller',
  field: 'key',
  prefix: 'answer:',
};
