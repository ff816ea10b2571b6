import type { AuditEntry } from '../../audit/audit.row.js';
import type { EndpointDto } from './endpoint.dto.js';

type Endpoint = Pick<EndpointDto, 'id' | 'integrationId' | 'provider'>;

export function createdEntry(actor: string, endpoint: EndpointDto): AuditEntry {
  return entry(actor, 'webhook_endpoint.created', endpoint, { registered: endpoint.registered });
}

export function removedEntry(actor: string, endpoint: Endpoint): AuditEntry {
  return entry(actor, 'webhook_endpoint.removed', endpoint, {});
}

/** @param overlapSeconds how long the old secrets are still accepted */
export function rotatedEntry(actor: string, endpoint: Endpoint, overlapSeconds: number): AuditEntry {
  return entry(actor, 'webhook_endpoint.secret_rotated', endpoint, { overlapSeconds });
}

function entry(actor: string, action: string, { id, integrationId, provider }: Endpoint, detail: object): AuditEntry {
  return { actor, action, target: `${integrationId}/${id}`, detail: { provider, ...detail } };
}
