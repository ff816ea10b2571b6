import type { IncomingHttpHeaders } from 'node:http';
import { Body, Controller, Get, Header, Headers, Param, Post, Query, Res, UseInterceptors } from '@nestjs/common';
import { ApiCreatedResponse, ApiFoundResponse, ApiOkResponse, ApiQuery, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { CurrentPrincipal } from '../../auth/decorators/current-principal.decorator.js';
import { Public } from '../../auth/decorators/public.decorator.js';
import { RequirePermission } from '../../auth/decorators/require-permission.decorator.js';
import type { Principal } from '../../auth/principal.js';
import { AnyQuery } from '../../common/http/any-query.decorator.js';
import { IntegrationDto } from '../dto/integration.dto.js';
import { IdempotencyInterceptor } from '../idempotency/idempotency.interceptor.js';
import { AuthorizationDto, AuthorizeDto } from './authorize.dto.js';
import { ConsentBeginner } from './consent.beginner.js';
import { ConsentFinisher } from './consent.finisher.js';

/** Connects accounts by their owners' consent. */
@ApiTags('integrations')
@Controller('api/v1/integrations/oauth')
export class OAuthController {
  constructor(
    private readonly beginner: ConsentBeginner,
    private readonly finisher: ConsentFinisher,
  ) {}

  /** Begins to connect an account: send its owner, in the browser that called this, to the URL of the answer. */
  @Post(':provider/authorize')
  @RequirePermission('integrations:write')
  @UseInterceptors(IdempotencyInterceptor)
  @Header('cache-control', 'no-store')
  async authorize(
    @CurrentPrincipal() principal: Principal,
    @Param('provider') provider: string,
    @Body() dto: AuthorizeDto,
    @Headers() headers: IncomingHttpHeaders,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AuthorizationDto> {
    const { cookie, ...authorization } = await this.beginner.begin(principal, provider, dto, isFromBrowser(headers));
    if (cookie) void reply.header('set-cookie', cookie);
    return authorization;
  }

  /** Where the provider sends the owner back to, with a code or with an error. */
  @Get(':provider/callback')
  @AnyQuery()
  @Public('the signed, single-use state of the consent')
  @Header('cache-control', 'no-store')
  @Header('referrer-policy', 'no-referrer')
  @ApiQuery({ name: 'state', type: String })
  @ApiQuery({ name: 'code', type: String, required: false })
  @ApiQuery({ name: 'error', type: String, required: false })
  @ApiQuery({ name: 'error_description', type: String, required: false })
  @ApiQuery({ name: 'iss', type: String, required: false })
  @ApiOkResponse({ type: IntegrationDto, description: 'The account was known, and is connected again' })
  @ApiCreatedResponse({ type: IntegrationDto })
  @ApiFoundResponse({ description: 'To `returnTo`, with `integrationId` or `error`' })
  async callback(
    @Param('provider') provider: string,
    @Query() query: Record<string, unknown>,
    @Headers('cookie') cookies: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<IntegrationDto | undefined> {
    const finished = await this.finisher.finish(provider, query, cookies);
    void reply.header('set-cookie', finished.cookie);
    if (finished.kind === 'answer') {
      void reply.status(finished.created ? 201 : 200);
      return IntegrationDto.from(finished.integration);
    }
    void reply.status(302).header('location', finished.url);
    return undefined;
  }
}

/** Every browser sends at least one of them with a POST. https://fetch.spec.whatwg.org/#origin-header */
function isFromBrowser(headers: IncomingHttpHeaders): boolean {
  return headers.origin !== undefined || headers['sec-fetch-site'] !== undefined;
}
