import { Controller, Get, type StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiProduces, ApiTags } from '@nestjs/swagger';
import { ApiProblem } from '../../common/api-problem.decorator.js';
import { CurrentTenant } from '../../auth/decorators/current-tenant.decorator.js';
import { RequirePermission } from '../../auth/decorators/require-permission.decorator.js';
import { UuidParam } from '../../common/uuid.param.js';
import { ExportReader } from './export.reader.js';

const EXAMPLE = '{"type":"customers","externalId":"cus_NffrFeUfNV2Hib","data":{"email":"ada@example.org"}}\n';

@ApiTags('sync')
@Controller('api/v1/sync/runs')
export class ExportsController {
  constructor(private readonly exports: ExportReader) {}

  /**
   * Download an export
   * @remarks The records of a succeeded export, one JSON object per line. Deleted records are included.
   */
  @Get(':id/export')
  @RequirePermission('integrations:read')
  @ApiProduces('application/x-ndjson')
  @ApiOkResponse({ schema: { type: 'string', example: EXAMPLE } })
  @ApiProblem(409, 'The export has not succeeded.', 'export_not_ready', 'The export is running')
  download(@CurrentTenant() tenantId: string, @UuidParam('id') id: string): Promise<StreamableFile> {
    return this.exports.open(tenantId, id);
  }
}
