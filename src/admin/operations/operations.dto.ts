import { ApiProperty } from '@nestjs/swagger';
import { IsUUID, Matches } from 'class-validator';

export class ForceSyncDto {
  /** @example '3f8c1d52-7f0e-4a3b-9c55-0d6b1a2e4f10' */
  @IsUUID()
  integrationId!: string;

  /** `all`, or a stream of the integration's provider. */
  @ApiProperty({ example: 'all' })
  @Matches(/^[\w.-]{1,100}$/)
  syncType!: string;
}

export class RecoveredDto {
  /**
   * Items that are processed now or soon: `hinted` plus `direct`.
   * @example 5
   */
  recovered!: number;
  /**
   * Items that were queued in Redis again.
   * @example 4
   */
  hinted!: number;
  /**
   * Items that this process works on without Redis.
   * @example 1
   */
  direct!: number;
  /**
   * Items that could not be queued, and for which this process has no free slot. Workers find them later.
   * @example 0
   */
  left!: number;
}

export class CleanupStartedDto {
  /** `queued` for a worker, or `direct`: begun in this process, because Redis is away. */
  @ApiProperty({ enum: ['queued', 'direct'] })
  started!: 'queued' | 'direct';
}

export class TableRotationDto {
  /** @example 'credentials' */
  table!: string;
  /**
   * Secrets of this table that were encrypted again.
   * @example 120
   */
  rotated!: number;
  /**
   * Secrets of this table that cannot be decrypted, or that a newer version of the service has stored.
   * @example 0
   */
  unreadable!: number;
}

export class KeyRotationDto {
  /**
   * Secrets that were encrypted again. They were encrypted with an older key, or with the first key in an older format.
   * @example 120
   */
  rotated!: number;
  /**
   * Secrets that could not be decrypted, because their key is not configured or because they were altered.
   * @example 0
   */
  unreadable!: number;
  /** The same counts for each table. An older key may be removed once another call reports 0 for all counts. */
  tables!: TableRotationDto[];
}
