import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentTenant } from '../auth/decorators/current-tenant.decorator.js';
import { RequirePermission } from '../auth/decorators/require-permission.decorator.js';
import { UuidParam } from '../common/uuid.param.js';
import { ListRecordsQuery, RawQuery } from './list-records.query.js';
import { RecordDto, RecordPageDto } from './record.dto.js';
import { RecordReader } from './record.reader.js';

@ApiTags('records')
@Controller('api/v1/integrations/:id/records')
export class RecordsController {
  constructor(private readonly records: RecordReader) {}

  /**
   * List records of an integration
   * @remarks With `updatedSince`, in order of change.
   */
  @Get()
  @RequirePermission('integrations:read')
  list(
    @CurrentTenant() tenantId: string,
    @UuidParam('id') integrationId: string,
    @Query() query: ListRecordsQuery,
  ): Promise<RecordPageDto> {
    return this.records.list(tenantId, integrationId, query);
  }

  /** Get a record */
  @Get(':type/:externalId')
  @RequirePermission('integrations:read')
  get(
    @CurrentTenant() tenantId: string,
    @UuidParam('id') integrationId: string,
    @Param('type') type: string,
    @Param('externalId') externalId: string,
    @Query() { raw }: RawQuery,
  ): Promise<RecordDto> {
    return this.records.get(tenantId, integrationId, type, externalId, raw ?? false);
  }
}
