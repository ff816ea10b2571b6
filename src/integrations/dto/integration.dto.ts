import { ApiProperty } from '@nestjs/swagger';
import { FailureDto } from '../../common/failure.dto.js';
import type { IntegrationRow } from '../connections/integration.row.js';

/** The error of the last sync or call of an integration. */
export class IntegrationErrorDto extends FailureDto {
  /**
   * When it happened.
   * @example '2026-03-14T09:26:53.000Z'
   */
  @ApiProperty({ format: 'date-time' })
  at!: string;
}

/** A connected account. No response contains its credentials. */
export class IntegrationDto {
  /** @example '3f8c1d52-7f0e-4a3b-9c55-0d6b1a2e4f10' */
  id!: string;
  provider!: string;
  /** @example 'Box office account' */
  name!: string;
  /** @example 'venue-42' */
  venueId!: string | null;
  environment!: IntegrationRow['environment'];
  /**
   * `error` is a fault on our side that the owner cannot correct. `lastError` names it: `secret_unreadable` while the
   * credentials cannot be decrypted.
   */
  status!: IntegrationRow['status'];
  /**
   * The account's id at the provider.
   * @example 'acct_1Nv0FGQ9RKHgCVdK'
   */
  externalAccountId!: string;
  /** @example ["read_write"] */
  scopes!: string[];
  /** @example '2026-03-14T09:26:53.000Z' */
  lastSyncAt!: Date | null;
  /** The error of the last sync or call. `null`: it succeeded. */
  lastError!: IntegrationErrorDto | null;
  /** @example '2026-03-14T09:26:53.000Z' */
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
  /** @example true */
  ok!: boolean;
  checkedAt!: Date;
  /**
   * When the consent ends for good: by then its owner has to connect the account again. `null`: it is not known to end.
   * @example '2031-03-14T09:26:53.000Z'
   */
  consentEndsAt!: Date | null;
  /** @example 'acct_1Nv0FGQ9RKHgCVdK' */
  externalAccountId!: string | null;
  /**
   * Why the test failed, if not `ok`. `provider_rejected_credentials` changes the status to
   * `needs_reauth`; any other code does not change it.
   */
  error!: FailureDto | null;
}
