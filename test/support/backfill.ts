import type { Sandbox } from './sandbox.js';
import { eventually, type RunBody, type Tenant } from './tenant.js';

export interface BackfillRun extends RunBody {
  attempt: number;
}

/**
 * What one interruption may cost at most, in pages of a stream: three walks side by side, each with a page that is
 * being written and one that is being read ahead.
 */
export const PAGES_LOST_AT_ONCE = 6;

export async function runOf(tenant: Tenant, id: string): Promise<BackfillRun> {
  return (await tenant.call<BackfillRun>('GET', `/sync/runs/${id}`)).body;
}

/** Waits until so many pages are committed, whatever else happens to the service meanwhile. */
export function atPage(tenant: Tenant, runId: string, pages: number, withinMs = 60_000): Promise<BackfillRun> {
  const reached = ({ progress, status }: BackfillRun) => (progress?.pages ?? 0) >= pages || status === 'succeeded';
  return eventually(() => runOf(tenant, runId), reached, withinMs);
}

/** How often the sandbox was asked for a list, or for everything. */
export async function requestsFor(sandbox: Sandbox, operation?: string): Promise<number> {
  const { total, byEndpoint } = await sandbox.control<{ total: number; byEndpoint: Record<string, number> }>(
    'GET',
    '/requests',
  );
  return operation ? (byEndpoint[operation] ?? 0) : total;
}
