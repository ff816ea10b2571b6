import { ApiProperty } from '@nestjs/swagger';
import { IsIn, IsOptional, IsUUID, Matches } from 'class-validator';
import { PageQuery } from '../../../common/page.query.js';
import { RUN_STATUSES, type RunStatus } from '../run.row.js';

export class ListRunsDto extends PageQuery {
  /** @example '3f8c1d52-7f0e-4a3b-9c55-0d6b1a2e4f10' */
  @IsOptional()
  @IsUUID()
  integrationId?: string;

  /** @example 'customers' */
  @IsOptional()
  @Matches(/^\w{1,100}$/)
  syncType?: string;

  @ApiProperty({ enum: RUN_STATUSES, required: false })
  @IsOptional()
  @IsIn(RUN_STATUSES)
  status?: RunStatus;
}
