import { IsOptional, Matches } from 'class-validator';
import { PageQuery } from '../../common/page.query.js';
import { TenantFilter } from '../tenant-filter.decorator.js';

export class ListAuditQuery extends PageQuery {
  @TenantFilter()
  tenantId?: string;

  /** As in the entries: `user:` or `service:` and its id, for example. */
  @IsOptional()
  @Matches(/^[\x20-\x7e]{1,200}$/)
  actor?: string;
}
