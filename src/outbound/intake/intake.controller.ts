import { Body, Controller, HttpCode, Post, UseInterceptors } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiAcceptedResponse, ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal } from '../../auth/decorators/current-principal.decorator.js';
import { RequirePermission } from '../../auth/decorators/require-permission.decorator.js';
import type { Principal } from '../../auth/principal.js';
import { ApiProblem } from '../../common/api-problem.decorator.js';
import type { BodyRouteConfig } from '../../common/http/body.bounds.js';
import { IdempotencyInterceptor } from '../../idempotency/idempotency.interceptor.js';
import { IntakeAnswerDto, IntakeDto } from './intake.dto.js';
import { IntakeService } from './intake.service.js';

const BODY: BodyRouteConfig = { body: 'intake' };

const UnknownIntegration = ApiProblem(
  404,
  'An integration of `integrationIds` does not exist, or it belongs to another tenant.',
  'integration_not_found',
  'The integration was not found',
);
const BacklogFull = ApiProblem(
  429,
  'The tenant has as much open outbound work as it may have.',
  'outbound_backlog_full',
  'OUTBOUND_OPEN_PER_TENANT allows 200000 open targets',
);

/** What the platform's services push: the newest state of their objects, at most 500 in a call. */
@ApiTags('outbound')
@UseInterceptors(IdempotencyInterceptor)
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
  @RouteConfig(BODY)
  @ApiAcceptedResponse({ type: IntakeAnswerDto })
  @UnknownIntegration
  @BacklogFull
  events(@CurrentPrincipal() principal: Principal, @Body() dto: IntakeDto): Promise<IntakeAnswerDto> {
    return this.intake.accept(principal, 'events', dto);
  }

  /**
   * Push tickets
   * @remarks The tickets of a person become tags of the person's contact.
   */
  @Post('tickets')
  @HttpCode(202)
  @RequirePermission('sync:tickets')
  @RouteConfig(BODY)
  @ApiAcceptedResponse({ type: IntakeAnswerDto })
  @UnknownIntegration
  @BacklogFull
  tickets(@CurrentPrincipal() principal: Principal, @Body() dto: IntakeDto): Promise<IntakeAnswerDto> {
    return this.intake.accept(principal, 'tickets', dto);
  }

  /**
   * Push payments
   * @remarks Sales and refunds are posted to the books of the connected company.
   */
  @Post('payments')
  @HttpCode(202)
  @RequirePermission('sync:payments')
  @RouteConfig(BODY)
  @ApiAcceptedResponse({ type: IntakeAnswerDto })
  @UnknownIntegration
  @BacklogFull
  payments(@CurrentPrincipal() principal: Principal, @Body() dto: IntakeDto): Promise<IntakeAnswerDto> {
    return this.intake.accept(principal, 'payments', dto);
  }

  /**
   * Push contacts
   * @remarks Contacts become members of the connected audience if they have consented, and customers where a rule says so.
   */
  @Post('contacts')
  @HttpCode(202)
  @RequirePermission('sync:contacts')
  @RouteConfig(BODY)
  @ApiAcceptedResponse({ type: IntakeAnswerDto })
  @UnknownIntegration
  @BacklogFull
  contacts(@CurrentPrincipal() principal: Principal, @Body() dto: IntakeDto): Promise<IntakeAnswerDto> {
    return this.intake.accept(principal, 'contacts', dto);
  }
}
