import { Body, Controller, Delete, Get, HttpCode, Post, Query, UseInterceptors } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
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

  @Get()
  @RequirePermission('integrations:read')
  list(
    @CurrentTenant() tenantId: string,
    @UuidParam('id') integrationId: string,
    @Query() query: PageQuery,
  ): Promise<EndpointListDto> {
    return this.endpoints.list(tenantId, integrationId, query);
  }

  /** Makes a URL of the integration's own. It is shown this once. */
  @Post()
  @RequirePermission('integrations:write')
  create(
    @CurrentPrincipal() principal: Principal,
    @UuidParam('id') integrationId: string,
    @Body() dto: CreateEndpointDto,
  ): Promise<EndpointDto> {
    return this.endpoints.create(principal, integrationId, dto);
  }

  /** Adds the new secret, and lets the old ones run out; the oldest at once where there are too many. */
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
