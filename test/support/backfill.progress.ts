import type { Sandbox } from './sandbox.process.js';
import { eventually, type RunBody, type Tenant } from './tenant.js';

export interface BackfillRun extends RunBody {
  attempt: number;
}

/**
 * The most pages of a stream that one interruption may cost. Three walks run at the same time, and each has a page that
 * is being written and one that is being read ahead.
 */
export const PAGES_LOST_AT_ONCE = 6;

export async function runOf(tenant: Tenant, id: string): Promise<BackfillRun> {
  return (await tenant.call<BackfillRun>('GET', `/sync/runs/${id}`)).body;
}

/** Waits until this number of pages is committed, even if the service is interrupted meanwhile. */
export function atPage(tenant: Tenant, runId: string, pages: number, withinMs = 60_000): Promise<BackfillRun> {
  const reached = ({ progress, status }: BackfillRun) => (progress?.pages ?? 0) >= pages || status === 'succeeded';
  return eventually(() => runOf(tenant, runId), reached, withinMs);
}

/** Number of requests to the sandbox for one list, or for everything. */
export async function requestsFor(sandbox: Sandbox, operation?: string): Promise<number> {
  const { total, byEndpoint } = await sandbox.control<{ total: number; byEndpoint: Record<string, number> }>(
    'GET',
    '/requests',
  );
  return operation ? (byEndpoint[operation] ?? 0) : total;
}
