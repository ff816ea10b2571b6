import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ApiProblem } from '../../common/api-problem.decorator.js';
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

  /**
   * List webhook events
   * @remarks Newest first. With a filter that few events match, a page can be short and still have a `nextCursor`.
   */
  @Get()
  @RequirePermission('webhooks:receive')
  list(@CurrentTenant() tenantId: string, @Query() query: ListEventsQuery): Promise<WebhookEventPageDto> {
    return this.events.list(tenantId, query);
  }

  /** Get a webhook event */
  @Get(':id')
  @RequirePermission('webhooks:receive')
  get(@CurrentTenant() tenantId: string, @UuidParam('id') id: string): Promise<WebhookEventDto> {
    return this.events.get(tenantId, id);
  }

  /**
   * Replay webhook events
   * @remarks Replays all events that match the filter and still have their body, at most 10,000 per call.
   */
  @Post('replay')
  @HttpCode(202)
  @RequirePermission('webhooks:replay')
  replay(@CurrentPrincipal() principal: Principal, @Body() { filter }: ReplayEventsDto): Promise<ReplayedDto> {
    return this.events.replay(principal, filter);
  }

  /**
   * Replay a webhook event
   * @remarks Returns 409 if the event is being processed or its body is no longer kept.
   */
  @Post(':id/replay')
  @HttpCode(202)
  @RequirePermission('webhooks:replay')
  @ApiProblem(
    409,
    'The event cannot be replayed now.',
    'body_retired',
    'The body of this event is no longer kept, so it cannot be replayed',
  )
  replayOne(@CurrentPrincipal() principal: Principal, @UuidParam('id') id: string): Promise<WebhookEventDto> {
    return this.events.replayOne(principal, id);
  }
}
