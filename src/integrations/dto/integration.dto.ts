import type { IntegrationRow } from '../connections/integration.row.js';

/** A connected account. Its credentials are in no answer. */
export class IntegrationDto {
  id!: string;
  provider!: string;
  name!: string;
  venueId!: string | null;
  /** `production` or `sandbox`. */
  environment!: string;
  /**
   * `connected`, `needs_reauth`, `error`, `paused` or `disconnected`. `error` is a fault on our side, which `lastError`
   * names and which ends without its owner: `secret_unreadable` while its credentials cannot be decrypted.
   */
  status!: string;
  /** The account's id at the provider. */
  externalAccountId!: string;
  scopes!: string[];
  lastSyncAt!: Date | null;
  /** What the last sync or call complained of; `null` when all is well. */
  lastError!: Record<string, unknown> | null;
  createdAt!: Date;
  updatedAt!: Date;

  static from(row: IntegrationRow): IntegrationDto {
    const { id, provider, name, venueId, environment, status, externalAccountId, scopes, lastSyncAt } = row;
    const { lastError, createdAt, updatedAt } = row;
    return {
      id,
      provider,
      name,
      venueId,
      environment,
      status,
      externalAccountId,
      scopes,
      lastSyncAt,
      lastError: lastError && { ...lastError },
      createdAt,
      updatedAt,
    };
  }
}

export class IntegrationPageDto {
  data!: IntegrationDto[];
  nextCursor!: string | null;
}

export class ConnectionTestDto {
  ok!: boolean;
  checkedAt!: Date;
  externalAccountId!: string | null;
  /**
   * Why not, when not `ok`: `{code,message}`. After `provider_rejected_credentials` the status is `needs_reauth`; any
   * other code leaves it as it was.
   */
  error!: Record<string, unknown> | null;
}
