import { Controller, Get, Res } from '@nestjs/common';
import { ApiServiceUnavailableResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Public } from '../auth/decorators/public.decorator.js';
import { HealthDto, LiveDto, ReadyDto, type Verdict } from './health.dto.js';
import { HealthService } from './health.service.js';
import { httpStatus } from './health.verdict.js';

@ApiTags('health')
@Controller('health')
export class HealthController {
  constructor(private readonly health: HealthService) {}

  /**
   * Report the health of the service
   * @remarks Without Redis the status is `degraded`, with 200. Without the database it is `down`, with 503.
   */
  @Get()
  @Public('health probe')
  @ApiServiceUnavailableResponse({ type: HealthDto, description: 'The database is unavailable' })
  async overall(@Res({ passthrough: true }) reply: FastifyReply): Promise<HealthDto> {
    return withStatus(reply, await this.health.health());
  }

  /**
   * Check that the process is alive
   * @remarks Always 200 while the process can answer. A dependency that is unavailable does not call for a restart.
   */
  @Get('live')
  @Public('health probe')
  live(): LiveDto {
    return { status: 'ok' };
  }

  /**
   * Check that the process is ready
   * @remarks 503 while the database is unavailable or the process is stopping.
   */
  @Get('ready')
  @Public('health probe')
  @ApiServiceUnavailableResponse({ type: ReadyDto, description: 'The process cannot serve requests now' })
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<ReadyDto> {
    return withStatus(reply, await this.health.ready());
  }
}

function withStatus<T extends { status: Verdict }>(reply: FastifyReply, answer: T): T {
  void reply.status(httpStatus(answer.status));
  return answer;
}
