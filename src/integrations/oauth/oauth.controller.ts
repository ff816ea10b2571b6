import { Body, Controller, Get, Headers, Param, Post, Query, Req, Res, UseInterceptors } from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiCreatedResponse,
  ApiFoundResponse,
  ApiOkResponse,
  ApiQuery,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CurrentPrincipal } from '../../auth/decorators/current-principal.decorator.js';
import { Public } from '../../auth/decorators/public.decorator.js';
import { RequirePermission } from '../../auth/decorators/require-permission.decorator.js';
import type { Principal } from '../../auth/principal.js';
import { AnyQuery } from '../../common/http/any-query.decorator.js';
import { MethodNotAllowedError } from '../../common/http.errors.js';
import { IntegrationDto } from '../dto/integration.dto.js';
import { IdempotencyInterceptor } from '../../idempotency/idempotency.interceptor.js';
import type { ConnectedAccount } from './account.connector.js';
import { AuthorizationDto, AuthorizeDto } from './authorize.dto.js';
import { ConfirmationDto, ConfirmDto } from './confirmation.dto.js';
import { ConsentBeginner } from './consent.beginner.js';
import { ConsentConfirmer } from './consent.confirmer.js';
import { ConsentFinisher } from './consent.finisher.js';

/** Connects accounts by their owners' consent. */
@ApiTags('integrations')
@Controller('api/v1/integrations/oauth')
export class OAuthController {
  constructor(
    private readonly beginner: ConsentBeginner,
    private readonly finisher: ConsentFinisher,
    private readonly confirmer: ConsentConfirmer,
  ) {}

  /**
   * Begins to connect an account: send its owner to the URL of the answer. The answer sets a cookie. The browser that
   * brings it to the callback finishes there. Any other browser gets a confirmation code, for `confirm`.
   */
  @Post(':provider/authorize')
  @RequirePermission('integrations:write')
  @UseInterceptors(IdempotencyInterceptor)
  async authorize(
    @CurrentPrincipal() principal: Principal,
    @Param('provider') provider: string,
    @Body() dto: AuthorizeDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AuthorizationDto> {
    const { cookie, ...authorization } = await this.beginner.begin(principal, provider, dto);
    void reply.header('set-cookie', cookie);
    return authorization;
  }

  /**
   * Where the provider sends the owner back to, with a code or with an error. A browser without the cookie of
   * `authorize` connects nothing. It gets a confirmation code, which the caller of `authorize` sends to `confirm`.
   */
  @Get(':provider/callback')
  @AnyQuery()
  @Public('the signed, single-use state of the consent')
  @ApiQuery({ name: 'state', type: String })
  @ApiQuery({ name: 'code', type: String, required: false })
  @ApiQuery({ name: 'error', type: String, required: false })
  @ApiQuery({ name: 'error_description', type: String, required: false })
  @ApiQuery({ name: 'iss', type: String, required: false })
  @ApiOkResponse({ type: IntegrationDto, description: 'The account was known, and is connected again' })
  @ApiCreatedResponse({ type: IntegrationDto })
  @ApiAcceptedResponse({ type: ConfirmationDto, description: 'Another browser began: nothing is connected yet' })
  @ApiFoundResponse({ description: 'To `returnTo`, with `integrationId` or `error`' })
  async callback(
    @Param('provider') provider: string,
    @Query() query: Record<string, unknown>,
    @Req() { method }: FastifyRequest,
    @Headers('cookie') cookies: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<IntegrationDto | ConfirmationDto | undefined> {
    // Previews of links ask by HEAD: that must not use up the state, nor hide a confirmation in an answer without a body.
    if (method === 'HEAD') throw new MethodNotAllowedError('GET');
    const finished = await this.finisher.finish(provider, query, cookies);
    if (finished.kind === 'confirmation') {
      void reply.status(202);
      return { confirmation: finished.confirmation, expiresAt: finished.expiresAt };
    }
    void reply.header('set-cookie', finished.cookie);
    if (finished.kind === 'answer') return connected(reply, finished);
    void reply.status(302).header('location', finished.url);
    return undefined;
  }

  /**
   * Finishes a consent that came back in another browser than it began in. Only the caller of `authorize` can, with the
   * code that the other browser shows. A call by anyone else is 403 `oauth_other_principal`, and ends the consent.
   */
  @Post(':provider/confirm')
  @RequirePermission('integrations:write')
  @UseInterceptors(IdempotencyInterceptor)
  @ApiOkResponse({ type: IntegrationDto, description: 'The account was known, and is connected again' })
  @ApiCreatedResponse({ type: IntegrationDto })
  async confirm(
    @CurrentPrincipal() principal: Principal,
    @Param('provider') provider: string,
    @Body() { confirmation }: ConfirmDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<IntegrationDto> {
    return connected(reply, await this.confirmer.confirm(principal, provider, confirmation));
  }
}

function connected(reply: FastifyReply, { created, integration }: ConnectedAccount): IntegrationDto {
  void reply.status(created ? 201 : 200);
  return IntegrationDto.from(integration);
}
