import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal } from '../../auth/decorators/current-principal.decorator.js';
import { CurrentTenant } from '../../auth/decorators/current-tenant.decorator.js';
import { RequirePermission } from '../../auth/decorators/require-permission.decorator.js';
import type { Principal } from '../../auth/principal.js';
import { UuidParam } from '../../common/uuid.param.js';
import { ReplayedDto, WebhookEventDto, WebhookEventPageDto } from './event.dto.js';
import { EventsService } from './events.service.js';
import { ListEventsQuery } from './list-events.query.js';
import { ReplayEventsDto } from './replay-events.dto.js';

@ApiTags('webhooks')
@Controller('api/v1/webhooks/events')
export class EventsController {
  constructor(private readonly events: EventsService) {}

  /** What came in, newest first. With filters that few events pass, pages may be short and still have a `nextCursor`. */
  @Get()
  @RequirePermission('webhooks:receive')
  list(@CurrentTenant() tenantId: string, @Query() query: ListEventsQuery): Promise<WebhookEventPageDto> {
    return this.events.list(tenantId, query);
  }

  @Get(':id')
  @RequirePermission('webhooks:receive')
  get(@CurrentTenant() tenantId: string, @UuidParam('id') id: string): Promise<WebhookEventDto> {
    return this.events.get(tenantId, id);
  }

  /** Replays all events that match the filter and still have their body; 10,000 a call at most. */
  @Post('replay')
  @HttpCode(202)
  @RequirePermission('webhooks:replay')
  replay(@CurrentPrincipal() principal: Principal, @Body() { filter }: ReplayEventsDto): Promise<ReplayedDto> {
    return this.events.replay(principal, filter);
  }

  /** Replays one event, whatever became of it. One whose body is no longer kept is 409 `body_retired`. */
  @Post(':id/replay')
  @HttpCode(202)
  @RequirePermission('webhooks:replay')
  replayOne(@CurrentPrincipal() principal: Principal, @UuidParam('id') id: string): Promise<WebhookEventDto> {
    return this.events.replayOne(principal, id);
  }
}
