import { ApiProperty } from '@nestjs/swagger';
import { IsIn, IsOptional, IsUUID, Matches } from 'class-validator';
import { PageQuery } from '../../../common/page.query.js';
import { RUN_STATUSES, type RunStatus } from '../run.row.js';

export class ListRunsDto extends PageQuery {
  @IsOptional()
  @IsUUID()
  integrationId?: string;

  @IsOptional()
  @Matches(/^\w{1,100}$/)
  syncType?: string;

  @ApiProperty({ enum: RUN_STATUSES, required: false })
  @IsOptional()
  @IsIn(RUN_STATUSES)
  status?: RunStatus;
}
