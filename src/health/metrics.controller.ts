import { Controller, Get, Header, Req } from '@nestjs/common';
import { ApiBearerAuth, ApiProduces, ApiTags, ApiUnauthorizedResponse } from '@nestjs/swagger';
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

  /** Prometheus text. With `METRICS_TOKEN` set, that token as bearer. */
  @Get()
  @Public('metrics token')
  @ApiBearerAuth('metrics')
  @ApiProduces('text/plain')
  @ApiUnauthorizedResponse({ description: 'The metrics token is missing or wrong' })
  @Header('content-type', 'text/plain; version=0.0.4; charset=utf-8')
  read(@Req() { headers }: FastifyRequest): Promise<string> {
    this.access.check(headers.authorization);
    return this.scrape.text();
  }
}
