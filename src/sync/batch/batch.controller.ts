import { Body, Controller, HttpCode, Post, UseInterceptors } from '@nestjs/common';
import { ApiAcceptedResponse, ApiTags } from '@nestjs/swagger';
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

  /** Lists an integration anew, or exports what is stored of it. Yields to every other kind of work. */
  @Post()
  @HttpCode(202)
  @RequirePermission('integrations:write')
  @ApiAcceptedResponse({ type: BatchAnswerDto })
  start(@CurrentTenant() tenantId: string, @Body() dto: BatchDto): Promise<BatchAnswerDto> {
    return this.batches.start(tenantId, dto);
  }
}
