import type { AuditEntry } from '../../audit/audit.row.js';
import type { IntegrationRow } from './integration.row.js';

/** @param again whether the integration existed before, and has new credentials now */
export function connectedEntry(actor: string, row: IntegrationRow, again: boolean): AuditEntry {
  const { id, authMethod } = row;
  return { actor, action: 'integration.connected', target: id, detail: { ...account(row), authMethod, again } };
}

/** @param reason why the provider ended the connection */
export function disconnectedEntry(actor: string, row: IntegrationRow, reason?: string): AuditEntry {
  return { actor, action: 'integration.disconnected', target: row.id, detail: { ...account(row), reason } };
}

function account({ provider, externalAccountId }: IntegrationRow): Record<string, unknown> {
  return { provider, externalAccountId };
}
