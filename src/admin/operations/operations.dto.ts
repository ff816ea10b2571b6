import { ApiProperty } from '@nestjs/swagger';
import { IsUUID, Matches } from 'class-validator';

export class ForceSyncDto {
  @IsUUID()
  integrationId!: string;

  /** `all`, or a stream of the integration's provider. */
  @ApiProperty({ example: 'all' })
  @Matches(/^[\w.-]{1,100}$/)
  syncType!: string;
}

export class RecoveredDto {
  /** Due rows that workers were told of again, or that were taken in hand here because Redis is away. */
  recovered!: number;
}

export class CleanupStartedDto {
  /** `queued` for a worker, or `direct`: begun in this process, because Redis is away. */
  @ApiProperty({ enum: ['queued', 'direct'] })
  started!: 'queued' | 'direct';
}

export class TableRotationDto {
  table!: string;
  /** Secrets of this table that were sealed again. */
  rotated!: number;
  /** Secrets of this table that do not open, or that a newer version of the service has stored. */
  unreadable!: number;
}

export class KeyRotationDto {
  /** Secrets that an older key had sealed, or the first one in an older form, and that were sealed again. */
  rotated!: number;
  /** Secrets that could not be opened, because their key is not configured or because they were altered. */
  unreadable!: number;
  /** The same for each table. An older key may go once another call finds nothing left: all counts are 0. */
  tables!: TableRotationDto[];
}
