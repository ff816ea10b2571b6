import { Body, Controller, Delete, Get, HttpCode, Patch, Post, Query, UseInterceptors } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal } from '../auth/decorators/current-principal.decorator.js';
import { CurrentTenant } from '../auth/decorators/current-tenant.decorator.js';
import { RequirePermission } from '../auth/decorators/require-permission.decorator.js';
import type { Principal } from '../auth/principal.js';
import { UuidParam } from '../common/uuid.param.js';
import { CreateIntegrationDto } from './dto/create-integration.dto.js';
import { ConnectionTestDto, IntegrationDto, IntegrationPageDto } from './dto/integration.dto.js';
import { ListIntegrationsQuery } from './dto/list-integrations.query.js';
import { UpdateIntegrationDto } from './dto/update-integration.dto.js';
import { IdempotencyInterceptor } from '../idempotency/idempotency.interceptor.js';
import { IntegrationsService } from './integrations.service.js';

@ApiTags('integrations')
@UseInterceptors(IdempotencyInterceptor)
@Controller('api/v1/integrations')
export class IntegrationsController {
  constructor(private readonly integrations: IntegrationsService) {}

  /** Connects an account by key. The provider is asked first; nothing is stored when it refuses. */
  @Post()
  @RequirePermission('integrations:write')
  async create(@CurrentPrincipal() principal: Principal, @Body() dto: CreateIntegrationDto): Promise<IntegrationDto> {
    return IntegrationDto.from(await this.integrations.create(principal, dto));
  }

  @Get()
  @RequirePermission('integrations:read')
  async list(@CurrentTenant() tenantId: string, @Query() query: ListIntegrationsQuery): Promise<IntegrationPageDto> {
    const { data, nextCursor } = await this.integrations.list(tenantId, query);
    return { data: data.map((row) => IntegrationDto.from(row)), nextCursor };
  }

  @Get(':id')
  @RequirePermission('integrations:read')
  async get(@CurrentTenant() tenantId: string, @UuidParam('id') id: string): Promise<IntegrationDto> {
    return IntegrationDto.from(await this.integrations.get(tenantId, id));
  }

  @Patch(':id')
  @RequirePermission('integrations:write')
  async update(
    @CurrentPrincipal() principal: Principal,
    @UuidParam('id') id: string,
    @Body() dto: UpdateIntegrationDto,
  ): Promise<IntegrationDto> {
    return IntegrationDto.from(await this.integrations.update(principal, id, dto));
  }

  /** Disconnects: credentials are forgotten, records stay readable. */
  @Delete(':id')
  @HttpCode(204)
  @RequirePermission('integrations:write')
  async disconnect(@CurrentPrincipal() principal: Principal, @UuidParam('id') id: string): Promise<void> {
    await this.integrations.disconnect(principal, id);
  }

  /** Asks the provider whether the connection works. */
  @Post(':id/test')
  @HttpCode(200)
  @RequirePermission('integrations:write')
  test(@CurrentTenant() tenantId: string, @UuidParam('id') id: string): Promise<ConnectionTestDto> {
    return this.integrations.test(tenantId, id);
  }

  /** Checks the credentials again, and ends `needs_reauth` when the provider accepts them. */
  @Post(':id/refresh')
  @HttpCode(200)
  @RequirePermission('integrations:write')
  async refresh(@CurrentTenant() tenantId: string, @UuidParam('id') id: string): Promise<IntegrationDto> {
    return IntegrationDto.from(await this.integrations.refresh(tenantId, id));
  }
}
