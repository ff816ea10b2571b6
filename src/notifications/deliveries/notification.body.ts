import { NO_TENANT } from '../../database/no-tenant.js';
import type { ClaimedFact } from '../../facts/fact.table.js';

/** The body of a notification, as JSON text: ids, codes, counts and links to this API. */
export function bodyOf(
  tenantId: string,
  { type, data, count, occurredAt }: Pick<ClaimedFact, 'type' | 'data' | 'count' | 'occurredAt'>,
  publicUrl: string,
): string {
  return JSON.stringify({
    type,
    timestamp: occurredAt.toISOString(),
    data: { tenantId: tenantId === NO_TENANT ? null : tenantId, ...data, count, ...linksOf(data, publicUrl) },
  });
}

function linksOf(
  { integrationId, runId, type, cursor, outboundId }: Record<string, unknown>,
  publicUrl: string,
): { links: Record<string, string> } {
  const api = `${publicUrl}/api/v1`;
  return {
    links: {
      ...(typeof integrationId === 'string' && { integration: `${api}/integrations/${integrationId}` }),
      ...(typeof runId === 'string' && { run: `${api}/sync/runs/${runId}` }),
      ...(typeof outboundId === 'string' && { outbound: `${api}/sync/outbound/${outboundId}` }),
      ...(typeof cursor === 'string' && {
        changes: `${api}/integrations/${String(integrationId)}/changes?${new URLSearchParams({ types: String(type), cursor })}`,
      }),
    },
  };
}
