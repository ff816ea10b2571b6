import type { SealedTable } from '../../credentials/vault/sealed.table.js';

export const SEALED_ENDPOINT_SECRETS: SealedTable = {
  name: 'webhook_endpoint_secrets',
  tenant: 'tenant_id',
  owner: 'endpoint_id',
  field: 'id',
};
