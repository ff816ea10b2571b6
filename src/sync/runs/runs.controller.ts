import {
  Controller,
  Get,
  Header,
  HttpCode,
  Post,
  Query,
  UseGuards,
  UseInterceptors,
  type StreamableFile,
} from '@nestjs/common';
import { ApiAcceptedResponse, ApiOkResponse, ApiProduces, ApiTags } from '@nestjs/swagger';
import { ApiProblem } from '../../common/api-problem.decorator.js';
import { Authenticated } from '../../auth/decorators/authenticated.decorator.js';
import { CurrentPrincipal } from '../../auth/decorators/current-principal.decorator.js';
import { CurrentTenant } from '../../auth/decorators/current-tenant.decorator.js';
import { RequirePermission } from '../../auth/decorators/require-permission.decorator.js';
import type { Principal } from '../../auth/principal.js';
import { UuidParam } from '../../common/uuid.param.js';
import { IdempotencyInterceptor } from '../../idempotency/idempotency.interceptor.js';
import { ListRunsDto } from './dto/list-runs.dto.js';
import { RunDto, RunPageDto } from './dto/run.dto.js';
import { RunEvents } from './run.events.js';
import { RunReader } from './run.reader.js';
import { RunService } from './run.service.js';
import { SyncCallerGuard } from './sync-caller.guard.js';

const EVENT = 'event: progress\ndata: {"id":"9b2f6a34-1c7d-4e0a-8b5f-6d3e2a1c9f40","status":"running"}\n\n';

@ApiTags('sync')
@UseInterceptors(IdempotencyInterceptor)
@Controller('api/v1/sync/runs')
export class RunsController {
  constructor(
    private readonly runs: RunService,
    private readonly reader: RunReader,
    private readonly events: RunEvents,
  ) {}

  /**
   * List runs
   * @remarks Newest first.
   */
  @Get()
  @RequirePermission('integrations:read')
  async list(@CurrentTenant() tenantId: string, @Query() query: ListRunsDto): Promise<RunPageDto> {
    const { data, nextCursor } = await this.reader.list(tenantId, query);
    return { data: data.map((run) => RunDto.from(run)), nextCursor };
  }

  /** Get a run */
  @Get(':id')
  @RequirePermission('integrations:read')
  async get(@CurrentTenant() tenantId: string, @UuidParam('id') id: string): Promise<RunDto> {
    return RunDto.from(await this.reader.get(tenantId, id));
  }

  /**
   * Stream the progress of a run
   * @remarks Server-sent events: `progress` with the run, at once and after every change, then `end` with the
   * finished run. The connection closes after the last event.
   */
  @Get(':id/events')
  @Header('cache-control', 'no-store, no-transform')
  @Header('x-accel-buffering', 'no')
  @Header('connection', 'close')
  @RequirePermission('integrations:read')
  @ApiProduces('text/event-stream')
  @ApiOkResponse({ schema: { type: 'string', example: EVENT } })
  progress(@CurrentPrincipal() principal: Principal, @UuidParam('id') id: string): Promise<StreamableFile> {
    return this.events.stream(principal, id);
  }

  /**
   * Cancel a run
   * @remarks A queued run ends at once. A running one stops at the next heartbeat of its worker.
   */
  @Post(':id/cancel')
  @HttpCode(202)
  @UseGuards(SyncCallerGuard)
  @Authenticated('sync:<domain of the sync type>')
  @ApiAcceptedResponse({ type: RunDto })
  @ApiProblem(
    409,
    'The run has already ended, or the first request with this Idempotency-Key is still running.',
    'run_not_live',
    'The run has ended already',
  )
  async cancel(@CurrentPrincipal() principal: Principal, @UuidParam('id') id: string): Promise<RunDto> {
    return RunDto.from(await this.runs.cancel(principal, id));
  }

  /**
   * Retry a run
   * @remarks Starts a new run of a failed or cancelled one.
   */
  @Post(':id/retry')
  @HttpCode(202)
  @UseGuards(SyncCallerGuard)
  @Authenticated('sync:<domain of the sync type>')
  @ApiAcceptedResponse({ type: RunDto })
  @ApiProblem(
    409,
    'The run is not failed or cancelled, the integration is paused, or the first request with this Idempotency-Key is still running.',
    'run_not_retryable',
    'Only a failed or cancelled run is retried; this one is succeeded',
  )
  async retry(@CurrentPrincipal() principal: Principal, @UuidParam('id') id: string): Promise<RunDto> {
    return RunDto.from(await this.runs.retry(principal, id));
  }
}
