import { Body, Controller, Get, Headers, Param, Post, Query, Req, Res, UseInterceptors } from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiCreatedResponse,
  ApiFoundResponse,
  ApiOkResponse,
  ApiQuery,
  ApiTags,
} from '@nestjs/swagger';
import { ApiProblem } from '../../common/api-problem.decorator.js';
import { ApiProviderProblems } from '../../common/api-provider-problems.decorator.js';
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
import { ConsentStarter } from './consent.starter.js';
import { ConsentConfirmer } from './consent.confirmer.js';
import { ConsentCompleter } from './consent.completer.js';

/** Connects accounts by the consent of their owners (OAuth). */
@ApiTags('integrations')
@Controller('api/v1/integrations/oauth')
export class OAuthController {
  constructor(
    private readonly starter: ConsentStarter,
    private readonly completer: ConsentCompleter,
    private readonly confirmer: ConsentConfirmer,
  ) {}

  /**
   * Start an OAuth connection
   * @remarks Send the owner of the account to `authorizeUrl`. The answer sets a cookie. A browser that brings this
   * cookie to the callback completes the connection there. Any other browser gets a confirmation code for `confirm`.
   */
  @Post(':provider/authorize')
  @RequirePermission('integrations:write')
  @UseInterceptors(IdempotencyInterceptor)
  @ApiProblem(
    409,
    'The provider is not configured for OAuth, or the first request with this Idempotency-Key is still running.',
    'provider_not_configured',
    'The provider is not set up for OAuth here; connect it by key',
  )
  async authorize(
    @CurrentPrincipal() principal: Principal,
    @Param('provider') provider: string,
    @Body() dto: AuthorizeDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AuthorizationDto> {
    const { cookie, ...authorization } = await this.starter.start(principal, provider, dto);
    void reply.header('set-cookie', cookie);
    return authorization;
  }

  /**
   * Receive the answer of an OAuth consent
   * @remarks The provider redirects the owner here, with a code or an error. A browser without the cookie of
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
  @ApiOkResponse({
    type: IntegrationDto,
    description: 'The account already had an integration, which is connected again',
  })
  @ApiCreatedResponse({ type: IntegrationDto })
  @ApiAcceptedResponse({
    type: ConfirmationDto,
    description: 'Another browser started the consent: nothing is connected yet',
  })
  @ApiFoundResponse({ description: 'To `returnTo`, with `integrationId` or `error`' })
  @ApiProblem(
    400,
    'The state is missing, was not issued here, was already used, or has expired.',
    'invalid_oauth_state',
    'This link was not issued here, was already used, or has expired; start again',
  )
  @ApiProblem(
    403,
    'The owner or the provider denied the consent.',
    'oauth_denied',
    'The provider reports access_denied',
  )
  @ApiProblem(405, 'HEAD would use up the state. Browsers send GET.')
  @ApiProblem(
    409,
    'The account belongs to another environment, or a quota is reached.',
    'quota_exceeded',
    'QUOTA_INTEGRATIONS allows 500. Disconnect an integration first.',
  )
  @ApiProblem(
    422,
    'The provider refuses the code.',
    'provider_rejected_credentials',
    'The provider refuses these credentials',
  )
  @ApiProblem(502, 'The provider cannot be reached, or its answer cannot be used.')
  @ApiProblem(503, 'The service cannot reach its database, or it is stopping.')
  async callback(
    @Param('provider') provider: string,
    @Query() query: Record<string, unknown>,
    @Req() { method }: FastifyRequest,
    @Headers('cookie') cookies: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<IntegrationDto | ConfirmationDto | undefined> {
    // Link previews send HEAD. It must not use up the state, and a response without a body could not show the
    // confirmation.
    if (method === 'HEAD') throw new MethodNotAllowedError('GET');
    const completed = await this.completer.complete(provider, query, cookies);
    if (completed.kind === 'confirmation') {
      void reply.status(202);
      return { confirmation: completed.confirmation, expiresAt: completed.expiresAt };
    }
    void reply.header('set-cookie', completed.cookie);
    if (completed.kind === 'answer') return connected(reply, completed);
    void reply.status(302).header('location', completed.url);
    return undefined;
  }

  /**
   * Confirm an OAuth connection
   * @remarks Completes a consent that came back in another browser. Only the caller of `authorize` can do this, with
   * the code that the other browser shows. A call by another principal is 403 `oauth_other_principal` and ends the
   * consent.
   */
  @Post(':provider/confirm')
  @RequirePermission('integrations:write')
  @UseInterceptors(IdempotencyInterceptor)
  @ApiOkResponse({
    type: IntegrationDto,
    description: 'The account already had an integration, which is connected again',
  })
  @ApiCreatedResponse({ type: IntegrationDto })
  @ApiProblem(
    400,
    'The code was not issued here, was already used, or has expired.',
    'invalid_confirmation',
    'This confirmation was not issued here, was already used, or has expired; start again',
  )
  @ApiProblem(
    403,
    'Another principal started this consent, or the permission is missing.',
    'oauth_other_principal',
    'Another caller started this consent, so it has ended; start again',
  )
  @ApiProviderProblems()
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
