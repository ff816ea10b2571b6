import { ApiProperty } from '@nestjs/swagger';
import { IsIn, IsString, IsUUID, Length } from 'class-validator';
import { RUN_MODES, type RunMode } from '../run.row.js';
import { ALL } from '../sync-type.js';

export class StartSyncDto {
  /** @example '3f8c1d52-7f0e-4a3b-9c55-0d6b1a2e4f10' */
  @IsUUID()
  integrationId!: string;

  /** `all`, or a stream of the integration's provider, as listed by `GET /providers/:provider`. */
  @ApiProperty({ example: ALL })
  @IsString()
  @Length(1, 100)
  syncType!: string;

  /**
   * `incremental` brings what changed since the last sync; `full` lists everything again, and finds what the
   * provider deleted.
   */
  @ApiProperty({ enum: RUN_MODES, default: 'incremental', required: false })
  @IsIn(RUN_MODES)
  mode: RunMode = 'incremental';
}
