import { Body, Controller, Delete, Get, HttpCode, Post, Query, UseInterceptors } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ApiProblem } from '../../common/api-problem.decorator.js';
import { ApiProviderProblems } from '../../common/api-provider-problems.decorator.js';
import { CurrentPrincipal } from '../../auth/decorators/current-principal.decorator.js';
import { CurrentTenant } from '../../auth/decorators/current-tenant.decorator.js';
import { RequirePermission } from '../../auth/decorators/require-permission.decorator.js';
import type { Principal } from '../../auth/principal.js';
import { PageQuery } from '../../common/page.query.js';
import { UuidParam } from '../../common/uuid.param.js';
import { IdempotencyInterceptor } from '../../idempotency/idempotency.interceptor.js';
import { CreateEndpointDto, EndpointDto, EndpointListDto, RotateEndpointDto } from './endpoint.dto.js';
import { EndpointsService } from './endpoints.service.js';

@ApiTags('webhooks')
@UseInterceptors(IdempotencyInterceptor)
@Controller('api/v1/integrations/:id/webhook-endpoints')
export class EndpointsController {
  constructor(private readonly endpoints: EndpointsService) {}

  /** List webhook endpoints */
  @Get()
  @RequirePermission('integrations:read')
  list(
    @CurrentTenant() tenantId: string,
    @UuidParam('id') integrationId: string,
    @Query() query: PageQuery,
  ): Promise<EndpointListDto> {
    return this.endpoints.list(tenantId, integrationId, query);
  }

  /**
   * Create a webhook endpoint
   * @remarks Creates a URL for the webhooks of this integration. Only this response contains the URL.
   */
  @Post()
  @RequirePermission('integrations:write')
  @ApiProblem(
    409,
    'A quota is reached, the provider cannot register this endpoint, or the first request with this Idempotency-Key is still running.',
    'quota_exceeded',
    'QUOTA_ENDPOINTS allows 20. Delete an endpoint first.',
  )
  @ApiProviderProblems()
  create(
    @CurrentPrincipal() principal: Principal,
    @UuidParam('id') integrationId: string,
    @Body() dto: CreateEndpointDto,
  ): Promise<EndpointDto> {
    return this.endpoints.create(principal, integrationId, dto);
  }

  /**
   * Rotate the secret of a webhook endpoint
   * @remarks Adds the new secret. The old secrets stay valid for `overlapSeconds`. If there are too many secrets, the
   * oldest becomes invalid immediately.
   */
  @Post(':endpointId/rotate')
  @HttpCode(200)
  @RequirePermission('integrations:write')
  rotate(
    @CurrentPrincipal() principal: Principal,
    @UuidParam('id') integrationId: string,
    @UuidParam('endpointId') id: string,
    @Body() dto: RotateEndpointDto,
  ): Promise<EndpointDto> {
    return this.endpoints.rotate(principal, integrationId, id, dto);
  }

  /** Delete a webhook endpoint */
  @Delete(':endpointId')
  @HttpCode(204)
  @RequirePermission('integrations:write')
  remove(
    @CurrentPrincipal() principal: Principal,
    @UuidParam('id') integrationId: string,
    @UuidParam('endpointId') id: string,
  ): Promise<void> {
    return this.endpoints.remove(principal, integrationId, id);
  }
}
