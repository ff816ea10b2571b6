import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ApiProblem } from '../../common/api-problem.decorator.js';
import { CurrentTenant } from '../../auth/decorators/current-tenant.decorator.js';
import { RequirePermission } from '../../auth/decorators/require-permission.decorator.js';
import { SyncStatusPageDto, SyncStatusQueryDto } from './dto/sync-status.dto.js';
import { SyncStatusReader } from './sync-status.reader.js';

@ApiTags('sync')
@Controller('api/v1/sync/status')
export class SyncStatusController {
  constructor(private readonly reader: SyncStatusReader) {}

  /**
   * List the sync status of integrations
   * @remarks The live runs of each integration, and the time up to which each stream is complete.
   */
  @Get()
  @RequirePermission('integrations:read')
  @ApiProblem(
    404,
    'The integration does not exist, or it belongs to another tenant.',
    'integration_not_found',
    'The integration was not found',
  )
  list(@CurrentTenant() tenantId: string, @Query() query: SyncStatusQueryDto): Promise<SyncStatusPageDto> {
    return this.reader.list(tenantId, query);
  }
}
