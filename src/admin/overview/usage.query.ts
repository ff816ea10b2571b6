import { IsOptional, Matches } from 'class-validator';
import { IsInstant } from '../../common/instant.decorator.js';
import { PageQuery } from '../../common/page.query.js';
import { TenantFilter } from '../tenant-filter.decorator.js';

export class UsageQuery extends PageQuery {
  /** First day, as `YYYY-MM-DD` or a time. Default: thirty days before the last day. */
  @IsOptional()
  @IsInstant()
  from?: string;

  /** Last day, inclusive. Default: today. */
  @IsOptional()
  @IsInstant()
  to?: string;

  @IsOptional()
  @Matches(/^[\w-]{1,50}$/)
  provider?: string;

  /** @example '5d0a7c1e-8f42-4b6d-a1e3-7c9b0f2d4e58' */
  @TenantFilter()
  tenantId?: string;
}
