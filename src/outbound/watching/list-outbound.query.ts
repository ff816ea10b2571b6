import { IntersectionType } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';
import { PageQuery } from '../../common/page.query.js';
import { SEEN_STATUSES, type SeenStatus } from '../targets/target.status.js';
import { TargetFilterDto } from './target-filter.dto.js';

export class ListOutboundQuery extends IntersectionType(PageQuery, TargetFilterDto) {
  @IsOptional()
  @IsIn(SEEN_STATUSES)
  status?: SeenStatus;
}
