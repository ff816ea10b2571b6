import { ApiProperty } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayMinSize, ArrayUnique, IsArray, IsIn, IsString, IsUUID, Length } from 'class-validator';
import { RunDto } from '../../runs/dto/run.dto.js';
import { ALL } from '../../runs/sync-type.js';

const BATCH_OPERATIONS = ['resync', 'export'] as const;
export type BatchOperation = (typeof BATCH_OPERATIONS)[number];

export class BatchDto {
  /**
   * `resync` lists everything again, as a full sync of low priority; `export` writes what is stored as NDJSON, for
   * `GET /sync/runs/:id/export`.
   */
  @ApiProperty({ enum: BATCH_OPERATIONS })
  @IsIn(BATCH_OPERATIONS)
  operation!: BatchOperation;

  /** @example '3f8c1d52-7f0e-4a3b-9c55-0d6b1a2e4f10' */
  @IsUUID()
  integrationId!: string;

  /**
   * One run for each; everything if absent.
   * @example ["customers"]
   */
  @ApiProperty({ type: [String], required: false, default: [ALL] })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(100)
  @ArrayUnique()
  @IsString({ each: true })
  @Length(1, 100, { each: true })
  syncTypes: string[] = [ALL];
}

export class BatchAnswerDto {
  @ApiProperty({ enum: BATCH_OPERATIONS })
  operation!: BatchOperation;
  /** In the order of `syncTypes`; where one was live already, that one. */
  runs!: RunDto[];
}
