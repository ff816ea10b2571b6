import { Controller, Get, type StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiProduces, ApiTags } from '@nestjs/swagger';
import { CurrentTenant } from '../../auth/decorators/current-tenant.decorator.js';
import { RequirePermission } from '../../auth/decorators/require-permission.decorator.js';
import { UuidParam } from '../../common/uuid.param.js';
import { ExportReader } from './export.reader.js';

@ApiTags('sync')
@Controller('api/v1/sync/runs')
export class ExportsController {
  constructor(private readonly exports: ExportReader) {}

  /** The records of a succeeded export: one JSON object a line, deleted ones included. */
  @Get(':id/export')
  @RequirePermission('integrations:read')
  @ApiProduces('application/x-ndjson')
  @ApiOkResponse({ schema: { type: 'string' } })
  download(@CurrentTenant() tenantId: string, @UuidParam('id') id: string): Promise<StreamableFile> {
    return this.exports.open(tenantId, id);
  }
}
