import { Body, Controller, HttpCode, Post, UseInterceptors } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiAcceptedResponse, ApiConsumes, ApiTags } from '@nestjs/swagger';
import { ApiProblem } from '../../common/api-problem.decorator.js';
import { CurrentPrincipal } from '../../auth/decorators/current-principal.decorator.js';
import { RequirePermission } from '../../auth/decorators/require-permission.decorator.js';
import type { Principal } from '../../auth/principal.js';
import type { BodyRouteConfig } from '../../common/http/body.bounds.js';
import { IdempotencyInterceptor } from '../../idempotency/idempotency.interceptor.js';
import { BatchService } from './batch.service.js';
import { BatchAnswerDto, BatchDto } from './dto/batch.dto.js';
import { RequestRows } from './request-rows.param.js';

const BODY: BodyRouteConfig = { body: 'rows' };

@ApiTags('sync')
@UseInterceptors(IdempotencyInterceptor)
@Controller('api/v1/sync/batch')
export class BatchController {
  constructor(private readonly batches: BatchService) {}

  /**
   * Start a batch operation
   * @remarks Reads everything of an integration again, exports its records, plans again what was pushed, or imports items.
   * Batch runs have the lowest priority. An import is NDJSON of at most 16 MiB: the first line is the operation, and each
   * other line is an item as the intake routes take it. The items are accepted in steps, and a row that cannot be used is
   * named while the rest is accepted. A repeated import changes nothing.
   */
  @Post()
  @HttpCode(202)
  @RequirePermission('integrations:write')
  @RouteConfig(BODY)
  @ApiConsumes('application/json', 'application/x-ndjson')
  @ApiAcceptedResponse({ type: BatchAnswerDto })
  @ApiProblem(
    404,
    'The integration does not exist, or it belongs to another tenant.',
    'not_found',
    'The integration was not found',
  )
  @ApiProblem(
    409,
    'The integration is paused, disconnected or needs its owner, or the first request with this Idempotency-Key is still running.',
    'integration_paused',
    'Resume the integration before syncing it',
  )
  start(
    @CurrentPrincipal() principal: Principal,
    @Body() dto: BatchDto,
    @RequestRows() rows: Buffer | null,
  ): Promise<BatchAnswerDto> {
    return this.batches.start(principal, dto, rows);
  }
}
