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

export class KeyRotationDto {
  /** Secrets that another key had sealed, and the first one has now. */
  rotated!: number;
  /** Secrets whose key is not configured any more. */
  unreadable!: number;
}
