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

@ApiTags('sync')
@UseInterceptors(IdempotencyInterceptor)
@Controller('api/v1/sync/runs')
export class RunsController {
  constructor(
    private readonly runs: RunService,
    private readonly reader: RunReader,
    private readonly events: RunEvents,
  ) {}

  /** Newest first. */
  @Get()
  @RequirePermission('integrations:read')
  async list(@CurrentTenant() tenantId: string, @Query() query: ListRunsDto): Promise<RunPageDto> {
    const { data, nextCursor } = await this.reader.list(tenantId, query);
    return { data: data.map((run) => RunDto.from(run)), nextCursor };
  }

  @Get(':id')
  @RequirePermission('integrations:read')
  async get(@CurrentTenant() tenantId: string, @UuidParam('id') id: string): Promise<RunDto> {
    return RunDto.from(await this.reader.get(tenantId, id));
  }

  /**
   * Server-sent events: `progress` with the run, at once and on every change, then `end` with it. The last answer on
   * its connection: a server that stops need not wait for it to idle out.
   */
  @Get(':id/events')
  @Header('cache-control', 'no-store, no-transform')
  @Header('x-accel-buffering', 'no')
  @Header('connection', 'close')
  @RequirePermission('integrations:read')
  @ApiProduces('text/event-stream')
  @ApiOkResponse({ schema: { type: 'string' } })
  progress(@CurrentPrincipal() principal: Principal, @UuidParam('id') id: string): Promise<StreamableFile> {
    return this.events.stream(principal, id);
  }

  /** Ends a queued run at once, and asks the worker of a running one to stop at its next heartbeat. */
  @Post(':id/cancel')
  @HttpCode(202)
  @UseGuards(SyncCallerGuard)
  @Authenticated('sync:<domain of the sync type>')
  @ApiAcceptedResponse({ type: RunDto })
  async cancel(@CurrentPrincipal() principal: Principal, @UuidParam('id') id: string): Promise<RunDto> {
    return RunDto.from(await this.runs.cancel(principal, id));
  }

  /** A new run of what failed or was cancelled. */
  @Post(':id/retry')
  @HttpCode(202)
  @UseGuards(SyncCallerGuard)
  @Authenticated('sync:<domain of the sync type>')
  @ApiAcceptedResponse({ type: RunDto })
  async retry(@CurrentPrincipal() principal: Principal, @UuidParam('id') id: string): Promise<RunDto> {
    return RunDto.from(await this.runs.retry(principal, id));
  }
}
