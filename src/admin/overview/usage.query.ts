import { IsISO8601, IsOptional, Matches } from 'class-validator';
import { PageQuery } from '../../common/page.query.js';
import { TenantFilter } from '../tenant-filter.decorator.js';

export class UsageQuery extends PageQuery {
  /** First day, `YYYY-MM-DD` or a time; thirty days before the last one if absent. */
  @IsOptional()
  @IsISO8601({ strict: true })
  @Matches(/^\d{4}-\d{2}-\d{2}/)
  from?: string;

  /** Last day, included; today if absent. */
  @IsOptional()
  @IsISO8601({ strict: true })
  @Matches(/^\d{4}-\d{2}-\d{2}/)
  to?: string;

  @IsOptional()
  @Matches(/^[\w-]{1,50}$/)
  provider?: string;

  @TenantFilter()
  tenantId?: string;
}
