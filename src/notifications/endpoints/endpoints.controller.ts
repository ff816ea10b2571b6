import { Body, Controller, Delete, Get, HttpCode, Patch, Post, Query, UseInterceptors } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal } from '../../auth/decorators/current-principal.decorator.js';
import { CurrentTenant } from '../../auth/decorators/current-tenant.decorator.js';
import { RequirePermission } from '../../auth/decorators/require-permission.decorator.js';
import type { Principal } from '../../auth/principal.js';
import { ApiProblem } from '../../common/api-problem.decorator.js';
import { PageQuery } from '../../common/page.query.js';
import { UuidParam } from '../../common/uuid.param.js';
import { IdempotencyInterceptor } from '../../idempotency/idempotency.interceptor.js';
import {
  CreateNotificationEndpointDto,
  NotificationEndpointDto,
  NotificationEndpointListDto,
  NotificationTestDto,
  RotateNotificationSecretDto,
  UpdateNotificationEndpointDto,
} from './endpoint.dto.js';
import { NotificationEndpointsService } from './endpoints.service.js';

@ApiTags('notifications')
@UseInterceptors(IdempotencyInterceptor)
@Controller('api/v1/notifications/endpoints')
export class NotificationEndpointsController {
  constructor(private readonly endpoints: NotificationEndpointsService) {}

  /** List notification endpoints */
  @Get()
  @RequirePermission('integrations:read')
  list(@CurrentTenant() tenantId: string, @Query() query: PageQuery): Promise<NotificationEndpointListDto> {
    return this.endpoints.list(tenantId, query);
  }

  /**
   * Create a notification endpoint
   * @remarks Notifications are posted to the URL and signed as Standard Webhooks says. The secret is shown only in this
   * answer.
   */
  @Post()
  @RequirePermission('integrations:write')
  @ApiProblem(
    409,
    'A quota is reached, or the first request with this Idempotency-Key is still running.',
    'quota_exceeded',
    'QUOTA_NOTIFICATION_ENDPOINTS allows 20. Delete an endpoint first.',
  )
  create(
    @CurrentPrincipal() principal: Principal,
    @Body() dto: CreateNotificationEndpointDto,
  ): Promise<NotificationEndpointDto> {
    return this.endpoints.create(principal, dto);
  }

  /** Change a notification endpoint */
  @Patch(':id')
  @RequirePermission('integrations:write')
  update(
    @CurrentPrincipal() principal: Principal,
    @UuidParam('id') id: string,
    @Body() dto: UpdateNotificationEndpointDto,
  ): Promise<NotificationEndpointDto> {
    return this.endpoints.update(principal, id, dto);
  }

  /**
   * Delete a notification endpoint
   * @remarks Its notifications are deleted with it.
   */
  @Delete(':id')
  @HttpCode(204)
  @RequirePermission('integrations:write')
  remove(@CurrentPrincipal() principal: Principal, @UuidParam('id') id: string): Promise<void> {
    return this.endpoints.remove(principal, id);
  }

  /**
   * Rotate the secret of a notification endpoint
   * @remarks Adds a fresh secret, which is shown only in this answer. Until `overlapSeconds` are over, every notification is
   * also signed with the old ones.
   */
  @Post(':id/rotate')
  @HttpCode(200)
  @RequirePermission('integrations:write')
  rotate(
    @CurrentPrincipal() principal: Principal,
    @UuidParam('id') id: string,
    @Body() dto: RotateNotificationSecretDto,
  ): Promise<NotificationEndpointDto> {
    return this.endpoints.rotate(principal, id, dto);
  }

  /**
   * Test a notification endpoint
   * @remarks Posts a notification of the type `notification.test` now, once, and returns what the endpoint answered.
   */
  @Post(':id/test')
  @HttpCode(200)
  @RequirePermission('integrations:write')
  @ApiProblem(
    409,
    'The endpoint is switched off, or the first request with this Idempotency-Key is still running.',
    'notification_endpoint_inactive',
    'Switch the endpoint on first',
  )
  test(@CurrentPrincipal() principal: Principal, @UuidParam('id') id: string): Promise<NotificationTestDto> {
    return this.endpoints.test(principal, id);
  }
}
