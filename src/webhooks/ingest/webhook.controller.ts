import { Controller, Get, HttpCode, Param, Post, Req } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiOkResponse, ApiParam, ApiProduces, ApiTags } from '@nestjs/swagger';
import { ProviderSigned } from '../../auth/decorators/provider-signed.decorator.js';
import { Public } from '../../auth/decorators/public.decorator.js';
import { AnyQuery } from '../../common/http/any-query.decorator.js';
import type { BodyRouteConfig } from '../../common/http/body.bounds.js';
import { ProviderRegistry } from '../../providers/providers.registry.js';
import { WebhookAnswerDto } from './webhook-answer.dto.js';
import { WebhookIngest } from './webhook.ingest.js';
import type { WebhookRequest } from './webhook.request.js';

const BODY: BodyRouteConfig = { body: 'webhook' };

/** The busiest route of the service, so it has only one guard, no pipes and no interceptors. */
@ApiTags('webhooks')
@AnyQuery()
@ApiParam({ name: 'provider' })
@Controller('api/v1/webhooks')
export class WebhookController {
  constructor(
    private readonly ingest: WebhookIngest,
    private readonly providers: ProviderRegistry,
  ) {}

  /**
   * Receive a provider's webhook
   * @remarks For the webhook of the platform, which serves all connected accounts. The provider signs the raw body.
   */
  @Post(':provider')
  @HttpCode(200)
  @ProviderSigned()
  @RouteConfig(BODY)
  @ApiOkResponse({ type: WebhookAnswerDto })
  receive(@Req() request: WebhookRequest): Promise<WebhookAnswerDto> {
    return this.ingest.receive(request);
  }

  /**
   * Receive a tenant's webhook
   * @remarks For a webhook endpoint of one integration. The provider signs the raw body with the secret of that
   * endpoint.
   */
  @Post(':provider/:endpointToken')
  @HttpCode(200)
  @ProviderSigned()
  @RouteConfig(BODY)
  @ApiParam({ name: 'endpointToken' })
  @ApiOkResponse({ type: WebhookAnswerDto })
  receiveOwn(@Req() request: WebhookRequest): Promise<WebhookAnswerDto> {
    return this.ingest.receive(request);
  }

  /**
   * Probe a webhook URL
   * @remarks Answers 200 and does nothing. Some providers request a URL before they use it.
   */
  @Get(':provider')
  @Public('probe of a webhook URL, no effect')
  @ApiProduces('text/plain')
  @ApiOkResponse({ schema: { type: 'string', example: 'ok' } })
  probe(@Param('provider') provider: string): string {
    return this.answerProbe(provider);
  }

  /**
   * Probe a tenant's webhook URL
   * @remarks Answers 200 and does nothing, whether the endpoint exists or not, so a probe reveals no token.
   */
  @Get(':provider/:endpointToken')
  @Public('probe of a webhook URL, no effect')
  @ApiProduces('text/plain')
  @ApiOkResponse({ schema: { type: 'string', example: 'ok' } })
  @ApiParam({ name: 'endpointToken' })
  probeOwn(@Param('provider') provider: string): string {
    return this.answerProbe(provider);
  }

  private answerProbe(provider: string): string {
    this.providers.get(provider);
    return 'ok';
  }
}
