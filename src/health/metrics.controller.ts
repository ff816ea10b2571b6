import { Controller, Get, Header, Req } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiProduces, ApiTags } from '@nestjs/swagger';
import { ApiProblem } from '../common/api-problem.decorator.js';
import type { FastifyRequest } from 'fastify';
import { Public } from '../auth/decorators/public.decorator.js';
import { Scrape } from '../observability/scrape.js';
import { MetricsAccess } from './metrics.access.js';

@ApiTags('health')
@Controller('metrics')
export class MetricsController {
  constructor(
    private readonly access: MetricsAccess,
    private readonly scrape: Scrape,
  ) {}

  /**
   * Read the metrics
   * @remarks Prometheus text format. If `METRICS_TOKEN` is set, send it as a bearer token.
   */
  @Get()
  @Public('metrics token')
  @ApiBearerAuth('metrics')
  @ApiProduces('text/plain')
  @ApiOkResponse({ schema: { type: 'string', example: 'process_uptime_seconds 86400\n' } })
  @ApiProblem(401, 'The metrics token is missing or wrong.', 'unauthenticated', 'The metrics token is missing or wrong')
  @Header('content-type', 'text/plain; version=0.0.4; charset=utf-8')
  read(@Req() { headers }: FastifyRequest): Promise<string> {
    this.access.check(headers.authorization);
    return this.scrape.text();
  }
}
