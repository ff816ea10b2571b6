import type { Connection } from '../../providers/provider.port.js';
import type { IntegrationRow } from './integration.row.js';

export function connectionOf(row: IntegrationRow, credentials: Readonly<Record<string, string>>): Connection {
  const { tenantId, id: integrationId, externalAccountId, authMethod, settings } = row;
  return { tenantId, integrationId, externalAccountId, authMethod, credentials, settings };
}
