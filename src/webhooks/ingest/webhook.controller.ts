import { Controller, Get, HttpCode, Post, Req, UseGuards } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiOkResponse, ApiParam, ApiTags } from '@nestjs/swagger';
import { ProviderSigned } from '../../auth/decorators/provider-signed.decorator.js';
import { Public } from '../../auth/decorators/public.decorator.js';
import { AnyQuery } from '../../common/http/any-query.decorator.js';
import type { BodyRouteConfig } from '../../common/http/body.bounds.js';
import { WebhookIngest } from './webhook.ingest.js';
import { WebhookGuard } from './webhook.guard.js';
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
  constructor(private readonly ingest: WebhookIngest) {}

  /** Deliveries to the platform's own webhook, for all connected accounts. */
  @Post(':provider')
  @HttpCode(200)
  @ProviderSigned()
  @UseGuards(WebhookGuard)
  @RouteConfig(BODY)
  @ApiOkResponse({ type: WebhookAnswerDto })
  receive(@Req() request: WebhookRequest): Promise<WebhookAnswerDto> {
    return this.ingest.receive(request);
  }

  /** Deliveries to a tenant's own webhook endpoint. */
  @Post(':provider/:endpointToken')
  @HttpCode(200)
  @ProviderSigned()
  @UseGuards(WebhookGuard)
  @RouteConfig(BODY)
  @ApiParam({ name: 'endpointToken' })
  @ApiOkResponse({ type: WebhookAnswerDto })
  receiveOwn(@Req() request: WebhookRequest): Promise<WebhookAnswerDto> {
    return this.ingest.receive(request);
  }

  /** Some providers probe a URL before they use it. */
  @Get(':provider')
  @Public('probe of a webhook URL, no effect')
  probe(): string {
    return 'ok';
  }

  @Get(':provider/:endpointToken')
  @Public('probe of a webhook URL, no effect')
  @ApiParam({ name: 'endpointToken' })
  probeOwn(): string {
    return 'ok';
  }
}
