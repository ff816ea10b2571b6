import type { Connection } from '../../src/providers/connection.js';
import type { VendorAccount } from '../providers/subject.js';

/** A connection to an account of a sandbox. The hub says for which tenant and integration it is. */
export function connectionTo({ id: externalAccountId, credentials }: VendorAccount): Connection {
  return {
    tenantId: '',
    integrationId: '',
    externalAccountId,
    environment: 'sandbox',
    authMethod: 'key',
    credentials,
    settings: {},
    current: async () => credentials,
  };
}
