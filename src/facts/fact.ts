/** What is reported of what happened, by type of fact. Ids, codes and counts: no personal data, and no secrets. */
export interface FactData {
  'integration.connected': { integrationId: string; provider: string };
  'integration.needs_reauth': { integrationId: string; code: string };
  'integration.disconnected': { integrationId: string; code: string | null };
  'integration.error': { integrationId: string; code: string };
  'integration.expires_soon': { integrationId: string; expiresAt: string };
  'sync.completed': { integrationId: string; runId: string; syncType: string; trigger: string };
  'sync.failed': { integrationId: string; runId: string; syncType: string; trigger: string; code: string };
  'records.changed': { integrationId: string; type: string; cursor: string };
  'webhook.dead': { integrationId: string | null; provider: string; eventType: string; code: string };
}

export type FactType = keyof FactData;

interface Gathering {
  /** Equal facts that follow within this time are reported as one, with their number; seconds. */
  holdSeconds: number;
  /** Equal facts are reported once until the episode is ended, however long it lasts. */
  episode?: true;
}

const AT_ONCE: Gathering = { holdSeconds: 0 };

/** Every type of fact, and how equal ones are gathered. */
export const FACTS: Readonly<Record<FactType, Gathering>> = {
  'integration.connected': AT_ONCE,
  'integration.needs_reauth': { holdSeconds: 0, episode: true },
  'integration.disconnected': AT_ONCE,
  'integration.error': { holdSeconds: 0, episode: true },
  'integration.expires_soon': { holdSeconds: 0, episode: true },
  'sync.completed': AT_ONCE,
  'sync.failed': AT_ONCE,
  'records.changed': AT_ONCE,
  'webhook.dead': { holdSeconds: 10 },
};

export const FACT_TYPES = Object.keys(FACTS) as FactType[];
