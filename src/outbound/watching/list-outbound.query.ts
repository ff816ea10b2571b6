import { IntersectionType } from '@nestjs/swagger';
import { IsIn, IsOptional, IsString, Length } from 'class-validator';
import { PageQuery } from '../../common/page.query.js';
import { SEEN_STATUSES, type SeenStatus } from '../targets/target.status.js';
import { TargetFilterDto } from './target-filter.dto.js';

export class ListOutboundQuery extends IntersectionType(PageQuery, TargetFilterDto) {
  /**
   * The platform's id of an item. Finds every target that the item feeds.
   * @example 'pay_1042'
   */
  @IsOptional()
  @IsString()
  @Length(1, 128)
  platformId?: string;

  @IsOptional()
  @IsIn(SEEN_STATUSES)
  status?: SeenStatus;
}
