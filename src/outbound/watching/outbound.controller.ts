import { Body, Controller, Get, HttpCode, Post, Query, UseGuards, UseInterceptors } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Authenticated } from '../../auth/decorators/authenticated.decorator.js';
import { CurrentPrincipal } from '../../auth/decorators/current-principal.decorator.js';
import { CurrentTenant } from '../../auth/decorators/current-tenant.decorator.js';
import { RequirePermission } from '../../auth/decorators/require-permission.decorator.js';
import type { Principal } from '../../auth/principal.js';
import { ApiProblem } from '../../common/api-problem.decorator.js';
import { ApiProviderProblems } from '../../common/api-provider-problems.decorator.js';
import { PageQuery } from '../../common/page.query.js';
import { UuidParam } from '../../common/uuid.param.js';
import { IdempotencyInterceptor } from '../../idempotency/idempotency.interceptor.js';
import { ConsentPageDto } from './consent.dto.js';
import { ConsentReader } from './consent.reader.js';
import { ListOutboundQuery } from './list-outbound.query.js';
import { PushCallerGuard } from './push-caller.guard.js';
import { ReplayedTargetsDto, ReplayTargetsDto } from './replay.dto.js';
import { ResolveTargetDto } from './resolve.dto.js';
import { OutboundDetailDto, OutboundPageDto, OutboundTargetDto } from './target.dto.js';
import { TargetReader } from './target.reader.js';
import { TargetReplayer } from './target.replayer.js';
import { TargetResolver } from './target.resolver.js';

const PERMISSION = 'sync:<domain of the target>';
const UnknownTarget = ApiProblem(
  404,
  'The target does not exist, or it belongs to another tenant.',
  'outbound_target_not_found',
  'The target was not found',
);

/** What becomes of the objects that the platform pushes: a target is one of them at one connected account. */
@ApiTags('outbound')
@UseInterceptors(IdempotencyInterceptor)
@Controller('api/v1/sync/outbound')
export class OutboundController {
  constructor(
    private readonly targets: TargetReader,
    private readonly consents: ConsentReader,
    private readonly replayer: TargetReplayer,
    private readonly resolver: TargetResolver,
  ) {}

  /**
   * List what was pushed to the connected accounts
   * @remarks In the order of the ids. With a filter that few targets match, a page can be short and still have a `nextCursor`.
   */
  @Get()
  @RequirePermission('integrations:read')
  list(@CurrentTenant() tenantId: string, @Query() query: ListOutboundQuery): Promise<OutboundPageDto> {
    return this.targets.list(tenantId, query);
  }

  /**
   * Read consents that people have changed at the providers
   * @remarks In the order in which they came. The answer always has a cursor to go on from, also at the end.
   */
  @Get('consents')
  @RequirePermission('sync:contacts')
  listConsents(@CurrentTenant() tenantId: string, @Query() query: PageQuery): Promise<ConsentPageDto> {
    return this.consents.list(tenantId, query);
  }

  /** Get a target with its requests, without their bodies */
  @Get(':id')
  @RequirePermission('integrations:read')
  @UnknownTarget
  get(@CurrentTenant() tenantId: string, @UuidParam('id') id: string): Promise<OutboundDetailDto> {
    return this.targets.get(tenantId, id);
  }

  /**
   * Send many targets again
   * @remarks Those that match the filter, at most 10,000 in a call. Default: what was given up. With `dryRun` they are only
   * counted.
   */
  @Post('replay')
  @HttpCode(202)
  @UseGuards(PushCallerGuard)
  @Authenticated(PERMISSION)
  replayMany(@CurrentPrincipal() principal: Principal, @Body() dto: ReplayTargetsDto): Promise<ReplayedTargetsDto> {
    return this.replayer.replayMany(principal, dto);
  }

  /**
   * Send a target again
   * @remarks If the provider has it as it should be, nothing is sent.
   */
  @Post(':id/replay')
  @HttpCode(202)
  @UseGuards(PushCallerGuard)
  @Authenticated(PERMISSION)
  @UnknownTarget
  @ApiProblem(
    409,
    'The target is still to be sent, or the first request with this Idempotency-Key is still running.',
    'outbound_target_not_finished',
    'The target is still to be sent',
  )
  replay(@CurrentPrincipal() principal: Principal, @UuidParam('id') id: string): Promise<OutboundTargetDto> {
    return this.replayer.replay(principal, id);
  }

  /**
   * Decide about a target
   * @remarks For a target that waits, was given up, or whose last request has an unknown outcome.
   */
  @Post(':id/resolve')
  @HttpCode(200)
  @UseGuards(PushCallerGuard)
  @Authenticated(PERMISSION)
  @UnknownTarget
  @ApiProblem(
    409,
    'There is nothing to decide, another target is linked to the object, or the first request with this Idempotency-Key is still running.',
    'outbound_target_not_held',
    'The target is applied: there is nothing for a person to decide',
  )
  @ApiProviderProblems()
  resolve(
    @CurrentPrincipal() principal: Principal,
    @UuidParam('id') id: string,
    @Body() dto: ResolveTargetDto,
  ): Promise<OutboundTargetDto> {
    return this.resolver.resolve(principal, id, dto);
  }
}
