import { applyDecorators, Body, Controller, HttpCode, Post, UseInterceptors } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiAcceptedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal } from '../../auth/decorators/current-principal.decorator.js';
import { RequirePermission } from '../../auth/decorators/require-permission.decorator.js';
import type { Principal } from '../../auth/principal.js';
import { ApiProblem } from '../../common/api-problem.decorator.js';
import type { BodyRouteConfig } from '../../common/http/body.bounds.js';
import { IdempotencyInterceptor } from '../../idempotency/idempotency.interceptor.js';
import { DryRunAnswerDto } from './dry-run.dto.js';
import { DryRunInterceptor } from './dry-run.interceptor.js';
import { IntakeAnswerDto, IntakeDto } from './intake.dto.js';
import { IntakeService } from './intake.service.js';

const BODY: BodyRouteConfig = { body: 'intake' };

const UnknownIntegration = ApiProblem(
  404,
  'An integration of `integrationIds` does not exist, or it belongs to another tenant.',
  'integration_not_found',
  'The integration was not found',
);
const NotConfigured = ApiProblem(
  422,
  'An integration of `integrationIds` cannot take such items yet, a dry run has too much to show, or this Idempotency-Key was used for another request.',
  'outbound_not_configured',
  'An integration cannot take payments yet: it lacks the option depositTo of the rule sale',
);
const BacklogFull = ApiProblem(
  429,
  'The tenant has as much open outbound work as it may have.',
  'outbound_backlog_full',
  'OUTBOUND_OPEN_PER_TENANT allows 200000 open targets',
);
/** What the four routes have in common. `@HttpCode` is at each of them, because Nest's plugin of Swagger looks for it there. */
const TakesItems = applyDecorators(
  RouteConfig(BODY),
  ApiAcceptedResponse({ type: IntakeAnswerDto }),
  ApiOkResponse({ type: DryRunAnswerDto, description: 'With `dryRun`: what the call would do.' }),
  UnknownIntegration,
  NotConfigured,
  BacklogFull,
);

type Answer = Promise<IntakeAnswerDto | DryRunAnswerDto>;

/** What the platform's services push: the newest state of their objects, at most 500 in a call. */
@ApiTags('outbound')
@UseInterceptors(IdempotencyInterceptor, DryRunInterceptor)
@Controller('api/v1/sync')
export class IntakeController {
  constructor(private readonly intake: IntakeService) {}

  /**
   * Push events
   * @remarks An event with its ticket types becomes items, products and prices at the connected accounts that take them.
   */
  @Post('events')
  @HttpCode(202)
  @RequirePermission('sync:events')
  @TakesItems
  events(@CurrentPrincipal() principal: Principal, @Body() dto: IntakeDto): Answer {
    return this.intake.accept(principal, 'events', dto);
  }

  /**
   * Push tickets
   * @remarks The tickets of a person become tags of the person's contact.
   */
  @Post('tickets')
  @HttpCode(202)
  @RequirePermission('sync:tickets')
  @TakesItems
  tickets(@CurrentPrincipal() principal: Principal, @Body() dto: IntakeDto): Answer {
    return this.intake.accept(principal, 'tickets', dto);
  }

  /**
   * Push payments
   * @remarks Sales and refunds are posted to the books of the connected company.
   */
  @Post('payments')
  @HttpCode(202)
  @RequirePermission('sync:payments')
  @TakesItems
  payments(@CurrentPrincipal() principal: Principal, @Body() dto: IntakeDto): Answer {
    return this.intake.accept(principal, 'payments', dto);
  }

  /**
   * Push contacts
   * @remarks Contacts become members of the connected audience if they have consented, and customers where a rule says so.
   */
  @Post('contacts')
  @HttpCode(202)
  @RequirePermission('sync:contacts')
  @TakesItems
  contacts(@CurrentPrincipal() principal: Principal, @Body() dto: IntakeDto): Answer {
    return this.intake.accept(principal, 'contacts', dto);
  }
}
