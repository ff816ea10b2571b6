import { ApiProperty } from '@nestjs/swagger';
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsIn,
  IsOptional,
  IsString,
  IsUUID,
  Length,
} from 'class-validator';
import { RunDto } from '../../runs/dto/run.dto.js';
import { ALL } from '../../runs/sync-type.js';

const RUN_OPERATIONS = ['resync', 'reconcile', 'export'] as const;
const PUSH_OPERATIONS = ['repush', 'import'] as const;
const BATCH_OPERATIONS = [...RUN_OPERATIONS, ...PUSH_OPERATIONS] as const;
export const PUSHED = ['events', 'tickets', 'payments', 'contacts'] as const;

/** Starts a run for each sync type. */
export type RunOperation = (typeof RUN_OPERATIONS)[number];
export type BatchOperationName = (typeof BATCH_OPERATIONS)[number];

export const isRunOperation = (name: BatchOperationName): name is RunOperation =>
  RUN_OPERATIONS.some((known) => known === name);

export class BatchDto {
  /**
   * `resync` lists everything again, as a full sync of low priority. So does `reconcile`: a full sync also finds what is gone
   * at the provider, and closes gaps. `export` writes what is stored as NDJSON, for
   * `GET /sync/runs/:id/export`. `repush` plans everything that was pushed again for the integration, and sends what it
   * does not have. `import` pushes the rows of an NDJSON body, whose first line is this object.
   */
  @ApiProperty({ enum: BATCH_OPERATIONS })
  @IsIn(BATCH_OPERATIONS)
  operation!: BatchOperationName;

  /** @example '3f8c1d52-7f0e-4a3b-9c55-0d6b1a2e4f10' */
  @IsUUID()
  integrationId!: string;

  /**
   * One run for each; everything if absent. Of `repush` and `import`: the entities that are pushed.
   * @example ["customers"]
   */
  @ApiProperty({ type: [String], required: false, default: [ALL] })
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(100)
  @ArrayUnique()
  @IsString({ each: true })
  @Length(1, 100, { each: true })
  syncTypes?: string[];

  /** What the rows of an `import` are. Of `repush`: only these; everything if absent. Instead of `syncTypes`. */
  @ApiProperty({ enum: PUSHED, required: false, example: 'contacts' })
  @IsOptional()
  @IsIn(PUSHED)
  entity?: (typeof PUSHED)[number];
}

export class RowErrorDto {
  /** @example 'emailConsent' */
  field!: string;
  /** @example 'invalid_item' */
  code!: string;
  /** @example 'must be one of granted, revoked, pending, unknown' */
  message!: string;
}

export class RejectedRowDto {
  /**
   * From 1; the first line is the operation.
   * @example 7
   */
  line!: number;
  /** @example 'con_7' */
  id!: string | null;
  errors!: RowErrorDto[];
}

export class ImportedRowsDto {
  /** @example 1200 */
  accepted!: number;
  /**
   * Not newer than what was accepted before.
   * @example 0
   */
  stale!: number;
  /** @example 1 */
  rejected!: number;
  /** The first of those that were rejected. */
  errors!: RejectedRowDto[];
}

export class BatchAnswerDto {
  @ApiProperty({ enum: BATCH_OPERATIONS })
  operation!: BatchOperationName;
  /** In the order of `syncTypes`; where one was live already, that one. */
  runs!: RunDto[];
  /** Of `repush` and `import`: the batches whose progress is at `/sync/outbound/batches/:id`. */
  @ApiProperty({
    type: [String],
    format: 'uuid',
    required: false,
    example: ['0196f3a2-7f0e-7a3b-9c55-0d6b1a2e4f10'],
  })
  batchIds?: string[];
  /** Of `import`. */
  rows?: ImportedRowsDto;
}
