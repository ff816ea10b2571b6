import { ApiProperty } from '@nestjs/swagger';
import { IsIn, IsOptional, Matches } from 'class-validator';
import { PageQuery } from '../../common/page.query.js';
import { INTEGRATION_STATUSES, type IntegrationStatus } from '../../integrations/connections/integration.row.js';
import { TenantFilter } from '../tenant-filter.decorator.js';

export class ListAdminIntegrationsQuery extends PageQuery {
  @IsOptional()
  @Matches(/^[\w-]{1,50}$/)
  provider?: string;

  @ApiProperty({ enum: INTEGRATION_STATUSES, required: false })
  @IsOptional()
  @IsIn(INTEGRATION_STATUSES)
  status?: IntegrationStatus;

  /** @example '5d0a7c1e-8f42-4b6d-a1e3-7c9b0f2d4e58' */
  @TenantFilter()
  tenantId?: string;
}
