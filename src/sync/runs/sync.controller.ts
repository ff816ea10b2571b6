import { Body, Controller, HttpCode, Post, UseGuards, UseInterceptors } from '@nestjs/common';
import { ApiAcceptedResponse, ApiHeader, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { ApiProblem } from '../../common/api-problem.decorator.js';
import { Authenticated } from '../../auth/decorators/authenticated.decorator.js';
import { CurrentPrincipal } from '../../auth/decorators/current-principal.decorator.js';
import type { Principal } from '../../auth/principal.js';
import { IdempotencyInterceptor } from '../../idempotency/idempotency.interceptor.js';
import { RunDto } from './dto/run.dto.js';
import { StartSyncDto } from './dto/start-sync.dto.js';
import { RunWaitInterceptor } from './run-wait.interceptor.js';
import { RunService } from './run.service.js';
import { SyncCallerGuard } from './sync-caller.guard.js';

const WAIT = {
  name: 'Prefer',
  required: false,
  description:
    'How long to wait for the end of the run, in seconds, at most 60 (RFC 7240). A malformed value is ignored, and so is the ' +
    'header while too many requests of the caller wait.',
  schema: { type: 'string', example: 'wait=30' },
} as const;

const APPLIED = {
  'Preference-Applied': {
    description: 'The time that the answer was ready to wait. Absent: it did not wait.',
    schema: { type: 'string', example: 'wait=30' },
  },
} as const;

@ApiTags('sync')
@UseInterceptors(IdempotencyInterceptor)
@Controller('api/v1/sync')
export class SyncController {
  constructor(private readonly runs: RunService) {}

  /**
   * Start a sync
   * @remarks If a run of this integration and sync type is queued or running, the answer is that run.
   * With `Prefer: wait=N` the answer comes when the run has ended, or after N seconds.
   */
  @Post()
  @HttpCode(202)
  @UseGuards(SyncCallerGuard)
  @Authenticated('sync:<domain of the sync type>')
  @UseInterceptors(RunWaitInterceptor)
  @ApiHeader(WAIT)
  @ApiOkResponse({ type: RunDto, description: 'The run has ended within the time to wait.', headers: APPLIED })
  @ApiAcceptedResponse({ type: RunDto, description: 'The run is queued or running.', headers: APPLIED })
  @ApiProblem(
    404,
    'The integration does not exist, or it belongs to another tenant.',
    'not_found',
    'The integration was not found',
  )
  @ApiProblem(
    409,
    'The integration is paused or needs its owner, or the first request with this Idempotency-Key is still running.',
    'integration_paused',
    'Resume the integration before syncing it',
  )
  async start(@CurrentPrincipal() principal: Principal, @Body() dto: StartSyncDto): Promise<RunDto> {
    return RunDto.from(await this.runs.start(principal, dto));
  }
}
