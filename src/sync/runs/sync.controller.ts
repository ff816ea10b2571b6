import { Body, Controller, HttpCode, Post, UseGuards, UseInterceptors } from '@nestjs/common';
import { ApiAcceptedResponse, ApiTags } from '@nestjs/swagger';
import { Authenticated } from '../../auth/decorators/authenticated.decorator.js';
import { CurrentPrincipal } from '../../auth/decorators/current-principal.decorator.js';
import type { Principal } from '../../auth/principal.js';
import { IdempotencyInterceptor } from '../../idempotency/idempotency.interceptor.js';
import { RunDto } from './dto/run.dto.js';
import { StartSyncDto } from './dto/start-sync.dto.js';
import { RunService } from './run.service.js';
import { SyncCallerGuard } from './sync-caller.guard.js';

@ApiTags('sync')
@UseInterceptors(IdempotencyInterceptor)
@Controller('api/v1/sync')
export class SyncController {
  constructor(private readonly runs: RunService) {}

  /** Starts a sync. When one of this integration and sync type is live, the answer is that one. */
  @Post()
  @HttpCode(202)
  @UseGuards(SyncCallerGuard)
  @Authenticated('sync:<domain of the sync type>')
  @ApiAcceptedResponse({ type: RunDto })
  async start(@CurrentPrincipal() principal: Principal, @Body() dto: StartSyncDto): Promise<RunDto> {
    return RunDto.from(await this.runs.start(principal, dto));
  }
}
