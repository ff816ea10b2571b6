import { Body, Controller, Delete, Get, HttpCode, Patch, Post, Query, UseInterceptors } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ApiProblem } from '../common/api-problem.decorator.js';
import { ApiProviderProblems } from '../common/api-provider-problems.decorator.js';
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

  /**
   * Create an integration
   * @remarks Connects an account with credentials. The provider checks them first. If it refuses them, nothing is
   * stored.
   */
  @Post()
  @RequirePermission('integrations:write')
  @ApiProblem(
    409,
    'The account is already connected, a quota is reached, or the first request with this Idempotency-Key is still running.',
    'integration_exists',
    'Account acct_1Nv0FGQ9RKHgCVdK is already connected',
  )
  @ApiProviderProblems()
  async create(@CurrentPrincipal() principal: Principal, @Body() dto: CreateIntegrationDto): Promise<IntegrationDto> {
    return IntegrationDto.from(await this.integrations.create(principal, dto));
  }

  /** List integrations */
  @Get()
  @RequirePermission('integrations:read')
  async list(@CurrentTenant() tenantId: string, @Query() query: ListIntegrationsQuery): Promise<IntegrationPageDto> {
    const { data, nextCursor } = await this.integrations.list(tenantId, query);
    return { data: data.map((row) => IntegrationDto.from(row)), nextCursor };
  }

  /** Get an integration */
  @Get(':id')
  @RequirePermission('integrations:read')
  async get(@CurrentTenant() tenantId: string, @UuidParam('id') id: string): Promise<IntegrationDto> {
    return IntegrationDto.from(await this.integrations.get(tenantId, id));
  }

  /**
   * Update an integration
   * @remarks Changes name, venue, settings or credentials, and pauses or resumes the integration, or only what is pushed to
   * it. The provider checks new credentials and settings first.
   */
  @Patch(':id')
  @RequirePermission('integrations:write')
  @ApiProblem(
    409,
    'The integration is disconnected, or the credentials belong to another account.',
    'other_account',
    'These credentials belong to another account; create a new integration for it',
  )
  @ApiProblem(
    422,
    'The provider refuses the credentials or the request.',
    'provider_rejected_credentials',
    'The provider refuses these credentials',
  )
  @ApiProblem(502, 'The provider cannot be reached, or its answer cannot be used.')
  async update(
    @CurrentPrincipal() principal: Principal,
    @UuidParam('id') id: string,
    @Body() dto: UpdateIntegrationDto,
  ): Promise<IntegrationDto> {
    return IntegrationDto.from(await this.integrations.update(principal, id, dto));
  }

  /**
   * Disconnect an integration
   * @remarks Deletes the credentials. Records stay readable.
   */
  @Delete(':id')
  @HttpCode(204)
  @RequirePermission('integrations:write')
  async disconnect(@CurrentPrincipal() principal: Principal, @UuidParam('id') id: string): Promise<void> {
    await this.integrations.disconnect(principal, id);
  }

  /**
   * Test an integration
   * @remarks Asks the provider whether the credentials work. A refusal is reported in `error`, not by the HTTP
   * status.
   */
  @Post(':id/test')
  @HttpCode(200)
  @RequirePermission('integrations:write')
  @ApiProblem(
    409,
    'The integration is disconnected, or the first request with this Idempotency-Key is still running.',
    'integration_disconnected',
    'Connect the account again; this integration is closed',
  )
  test(@CurrentTenant() tenantId: string, @UuidParam('id') id: string): Promise<ConnectionTestDto> {
    return this.integrations.test(tenantId, id);
  }

  /**
   * Check the credentials of an integration again
   * @remarks If the provider accepts them, the status `needs_reauth` ends.
   */
  @Post(':id/refresh')
  @HttpCode(200)
  @RequirePermission('integrations:write')
  @ApiProblem(
    409,
    'The integration is disconnected, or the first request with this Idempotency-Key is still running.',
    'integration_disconnected',
    'Connect the account again; this integration is closed',
  )
  @ApiProviderProblems()
  async refresh(@CurrentTenant() tenantId: string, @UuidParam('id') id: string): Promise<IntegrationDto> {
    return IntegrationDto.from(await this.integrations.refresh(tenantId, id));
  }
}
