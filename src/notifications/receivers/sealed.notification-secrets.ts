import type { SealedTable } from '../../credentials/vault/sealed.table.js';

export const SEALED_NOTIFICATION_SECRETS: SealedTable = {
  name: 'notification_secrets',
  tenant: 'tenant_id',
  owner: 'endpoint_id',
  field: 'id',
  prefix: 'notification:',
};
