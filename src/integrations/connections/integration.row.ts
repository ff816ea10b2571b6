export const INTEGRATION_STATUSES = ['connected', 'needs_reauth', 'error', 'paused', 'disconnected'] as const;
export const ENVIRONMENTS = ['production', 'sandbox'] as const;

export type IntegrationStatus = (typeof INTEGRATION_STATUSES)[number];

export interface IntegrationError {
  code: string;
  message: string;
  at: string;
}

export interface IntegrationRow {
  tenantId: string;
  id: string;
  provider: string;
  name: string;
  venueId: string | null;
  environment: (typeof ENVIRONMENTS)[number];
  livemode: boolean | null;
  status: IntegrationStatus;
  authMethod: 'key' | 'platform' | 'oauth';
  externalAccountId: string;
  scopes: string[];
  settings: Record<string, unknown>;
  lastSyncAt: Date | null;
  lastError: IntegrationError | null;
  /** How often the credentials were replaced. */
  credentialsVersion: number;
  /** When the account was connected, or last connected again. */
  connectedAt: Date;
  createdAt: Date;
  updatedAt: Date;
}

export const INTEGRATION_COLUMNS = `
  tenant_id AS "tenantId", id, provider, name, venue_id AS "venueId", environment, livemode, status,
  auth_method AS "authMethod", external_account_id AS "externalAccountId", scopes, settings,
  last_sync_at AS "lastSyncAt", last_error AS "lastError",
  credentials_version AS "credentialsVersion", connected_at AS "connectedAt", created_at AS "createdAt", updated_at AS "updatedAt"`;
