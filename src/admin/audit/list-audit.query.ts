import { IsOptional, Matches } from 'class-validator';
import { PageQuery } from '../../common/page.query.js';
import { TenantFilter } from '../tenant-filter.decorator.js';

export class ListAuditQuery extends PageQuery {
  /** @example '5d0a7c1e-8f42-4b6d-a1e3-7c9b0f2d4e58' */
  @TenantFilter()
  tenantId?: string;

  /** As it appears in the entries, for example `user:` or `service:` and its id. */
  @IsOptional()
  @Matches(/^[\x20-\x7e]{1,200}$/)
  actor?: string;
}
