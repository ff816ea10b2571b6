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
  'coverage.gap_detected': GapData;
  'coverage.gap_closed': GapData & { since: string };
  'outbound.dead': OutboundData & { outboundId: string; code: string };
  'outbound.waiting': OutboundData & { reason: string };
  'consent.changed': { integrationId: string };
  'quota.warning': QuotaData;
}

/** Times are ISO 8601. `from` null: from the beginning. `to` null: it goes on. */
interface GapData {
  integrationId: string;
  /** `all`: it is not known which, or all of them. */
  stream: string;
  reason: string;
  from: string | null;
  to: string | null;
}

interface OutboundData {
  integrationId: string;
  provider: string;
  /** Kind of the objects at the provider, for example `sale`. */
  target: string;
}

interface QuotaData {
  /** The variable that sets the quota, or `monthly_calls` for the calls that a provider allows the application. */
  quota: string;
  /** What the quota applies to: an id within the tenant, or the provider; `null`: the tenant. */
  of: string | null;
  limit: number;
  used: number;
  /** The step that was reached, percent of the limit. */
  percent: number;
  /** The month in which it is not reported again, UTC, for example `2026-03`. */
  period: string;
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
  'coverage.gap_detected': AT_ONCE,
  'coverage.gap_closed': AT_ONCE,
  'outbound.dead': { holdSeconds: 10 },
  'outbound.waiting': { holdSeconds: 0, episode: true },
  'consent.changed': { holdSeconds: 10 },
  'quota.warning': { holdSeconds: 0, episode: true },
};

export const FACT_TYPES = Object.keys(FACTS) as FactType[];
