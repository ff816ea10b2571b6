import { Controller, Get, HttpCode, Param, Post, Req } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiOkResponse, ApiParam, ApiTags } from '@nestjs/swagger';
import { ProviderSigned } from '../../auth/decorators/provider-signed.decorator.js';
import { Public } from '../../auth/decorators/public.decorator.js';
import { AnyQuery } from '../../common/http/any-query.decorator.js';
import type { BodyRouteConfig } from '../../common/http/body.bounds.js';
import { ProviderRegistry } from '../../providers/providers.registry.js';
import { WebhookIngest } from './webhook.ingest.js';
import type { WebhookRequest } from './webhook.request.js';

const BODY: BodyRouteConfig = { body: 'webhook' };

export class WebhookAnswerDto {
  received!: true;
  /** Every event of the delivery was known already. */
  duplicate!: boolean;
}

/** The hottest route of the service: one guard, no pipes, no interceptors. */
@ApiTags('webhooks')
@AnyQuery()
@ApiParam({ name: 'provider' })
@Controller('api/v1/webhooks')
export class WebhookController {
  constructor(
    private readonly ingest: WebhookIngest,
    private readonly providers: ProviderRegistry,
  ) {}

  /** Deliveries to the platform's own webhook, for all connected accounts. */
  @Post(':provider')
  @HttpCode(200)
  @ProviderSigned()
  @RouteConfig(BODY)
  @ApiOkResponse({ type: WebhookAnswerDto })
  receive(@Req() request: WebhookRequest): Promise<WebhookAnswerDto> {
    return this.ingest.receive(request);
  }

  /** Deliveries to a tenant's own webhook endpoint. */
  @Post(':provider/:endpointToken')
  @HttpCode(200)
  @ProviderSigned()
  @RouteConfig(BODY)
  @ApiParam({ name: 'endpointToken' })
  @ApiOkResponse({ type: WebhookAnswerDto })
  receiveOwn(@Req() request: WebhookRequest): Promise<WebhookAnswerDto> {
    return this.ingest.receive(request);
  }

  /** Answers 200 without any effect. Some providers probe a URL before they use it. */
  @Get(':provider')
  @Public('probe of a webhook URL, no effect')
  probe(@Param('provider') provider: string): string {
    return this.answerProbe(provider);
  }

  /** Answers 200 without any effect, whether the endpoint exists or not: a probe reveals no token. */
  @Get(':provider/:endpointToken')
  @Public('probe of a webhook URL, no effect')
  @ApiParam({ name: 'endpointToken' })
  probeOwn(@Param('provider') provider: string): string {
    return this.answerProbe(provider);
  }

  private answerProbe(provider: string): string {
    this.providers.get(provider);
    return 'ok';
  }
}
