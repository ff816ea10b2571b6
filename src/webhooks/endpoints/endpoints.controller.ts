import { Body, Controller, Delete, Get, HttpCode, Post, Query, UseInterceptors } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentTenant } from '../../auth/decorators/current-tenant.decorator.js';
import { RequirePermission } from '../../auth/decorators/require-permission.decorator.js';
import { PageQuery } from '../../common/page.query.js';
import { UuidParam } from '../../common/uuid.param.js';
import { IdempotencyInterceptor } from '../../integrations/idempotency/idempotency.interceptor.js';
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
    @CurrentTenant() tenantId: string,
    @UuidParam('id') integrationId: string,
    @Body() dto: CreateEndpointDto,
  ): Promise<EndpointDto> {
    return this.endpoints.create(tenantId, integrationId, dto);
  }

  /** Adds the new secret, and lets the old ones run out; the oldest at once where there are too many. */
  @Post(':endpointId/rotate')
  @HttpCode(200)
  @RequirePermission('integrations:write')
  rotate(
    @CurrentTenant() tenantId: string,
    @UuidParam('id') integrationId: string,
    @UuidParam('endpointId') id: string,
    @Body() dto: RotateEndpointDto,
  ): Promise<EndpointDto> {
    return this.endpoints.rotate(tenantId, integrationId, id, dto);
  }

  @Delete(':endpointId')
  @HttpCode(204)
  @RequirePermission('integrations:write')
  remove(
    @CurrentTenant() tenantId: string,
    @UuidParam('id') integrationId: string,
    @UuidParam('endpointId') id: string,
  ): Promise<void> {
    return this.endpoints.remove(tenantId, integrationId, id);
  }
}
