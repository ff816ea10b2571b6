import { Body, Controller, HttpCode, Post, UseInterceptors } from '@nestjs/common';
import { ApiAcceptedResponse, ApiTags } from '@nestjs/swagger';
import { ApiProblem } from '../../common/api-problem.decorator.js';
import { CurrentTenant } from '../../auth/decorators/current-tenant.decorator.js';
import { RequirePermission } from '../../auth/decorators/require-permission.decorator.js';
import { IdempotencyInterceptor } from '../../idempotency/idempotency.interceptor.js';
import { BatchService } from './batch.service.js';
import { BatchAnswerDto, BatchDto } from './dto/batch.dto.js';

@ApiTags('sync')
@UseInterceptors(IdempotencyInterceptor)
@Controller('api/v1/sync/batch')
export class BatchController {
  constructor(private readonly batches: BatchService) {}

  /**
   * Start a batch operation
   * @remarks Reads everything of an integration again, or exports its records. Batch runs have the lowest priority.
   */
  @Post()
  @HttpCode(202)
  @RequirePermission('integrations:write')
  @ApiAcceptedResponse({ type: BatchAnswerDto })
  @ApiProblem(
    404,
    'The integration does not exist, or it belongs to another tenant.',
    'not_found',
    'The integration was not found',
  )
  @ApiProblem(
    409,
    'The integration is paused or needs its owner, or the first request with this Idempotency-Key is still running.',
    'integration_paused',
    'Resume the integration before syncing it',
  )
  start(@CurrentTenant() tenantId: string, @Body() dto: BatchDto): Promise<BatchAnswerDto> {
    return this.batches.start(tenantId, dto);
  }
}
