import { Controller, Get, HttpCode, Post, Query, UseInterceptors } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal } from '../../auth/decorators/current-principal.decorator.js';
import { CurrentTenant } from '../../auth/decorators/current-tenant.decorator.js';
import { RequirePermission } from '../../auth/decorators/require-permission.decorator.js';
import type { Principal } from '../../auth/principal.js';
import { ApiProblem } from '../../common/api-problem.decorator.js';
import { UuidParam } from '../../common/uuid.param.js';
import { IdempotencyInterceptor } from '../../idempotency/idempotency.interceptor.js';
import { DeliveriesService } from './deliveries.service.js';
import { DeliveryDetailDto, DeliveryPageDto } from './delivery.dto.js';
import { ListDeliveriesQuery } from './list-deliveries.query.js';

@ApiTags('notifications')
@UseInterceptors(IdempotencyInterceptor)
@Controller('api/v1/notifications/deliveries')
export class DeliveriesController {
  constructor(private readonly deliveries: DeliveriesService) {}

  /** List notifications, newest first */
  @Get()
  @RequirePermission('integrations:read')
  list(@CurrentTenant() tenantId: string, @Query() query: ListDeliveriesQuery): Promise<DeliveryPageDto> {
    return this.deliveries.list(tenantId, query);
  }

  /** Get a notification with the text that is posted */
  @Get(':id')
  @RequirePermission('integrations:read')
  get(@CurrentTenant() tenantId: string, @UuidParam('id') id: string): Promise<DeliveryDetailDto> {
    return this.deliveries.get(tenantId, id);
  }

  /**
   * Send a notification again
   * @remarks With the same id and the same text, once it was delivered or given up.
   */
  @Post(':id/replay')
  @HttpCode(202)
  @RequirePermission('integrations:write')
  @ApiProblem(
    409,
    'The notification is still being sent, or the first request with this Idempotency-Key is still running.',
    'notification_not_finished',
    'The notification is still being sent',
  )
  replay(@CurrentPrincipal() principal: Principal, @UuidParam('id') id: string): Promise<DeliveryDetailDto> {
    return this.deliveries.replay(principal, id);
  }
}
