import { Body, Controller, Get, Param, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal } from '../../auth/decorators/current-principal.decorator.js';
import { CurrentTenant } from '../../auth/decorators/current-tenant.decorator.js';
import { RequirePermission } from '../../auth/decorators/require-permission.decorator.js';
import type { Principal } from '../../auth/principal.js';
import { ApiProblem } from '../../common/api-problem.decorator.js';
import { ApiProviderProblems } from '../../common/api-provider-problems.decorator.js';
import { UuidParam } from '../../common/uuid.param.js';
import { ChoiceListDto, ChoicesQuery, DecideRuleDto, RuleDto, RuleListDto } from './rule.dto.js';
import { RulesService } from './rules.service.js';

@ApiTags('outbound')
@Controller('api/v1/integrations/:id')
export class RulesController {
  constructor(private readonly rules: RulesService) {}

  /** List the rules of an integration */
  @Get('rules')
  @RequirePermission('integrations:read')
  list(@CurrentTenant() tenantId: string, @UuidParam('id') integrationId: string): Promise<RuleListDto> {
    return this.rules.list(tenantId, integrationId);
  }

  /** Get a rule of an integration */
  @Get('rules/:rule')
  @RequirePermission('integrations:read')
  get(
    @CurrentTenant() tenantId: string,
    @UuidParam('id') integrationId: string,
    @Param('rule') rule: string,
  ): Promise<RuleDto> {
    return this.rules.get(tenantId, integrationId, rule);
  }

  /**
   * Decide a rule of an integration
   * @remarks What the rule has held or left out is sent now.
   */
  @Put('rules/:rule')
  @RequirePermission('integrations:write')
  @ApiProblem(404, 'The integration or the rule does not exist.', 'rule_not_found', 'The rule sales was not found')
  @ApiProblem(422, 'An option has a value that is not offered yet.', 'rule_not_available', 'Not offered yet: grain')
  decide(
    @CurrentPrincipal() principal: Principal,
    @UuidParam('id') integrationId: string,
    @Param('rule') rule: string,
    @Body() dto: DecideRuleDto,
  ): Promise<RuleDto> {
    return this.rules.decide(principal, integrationId, rule, dto);
  }

  /**
   * List what can be chosen for an option
   * @remarks Asks the provider: accounts, classes, audiences, locations.
   */
  @Get('choices/:option')
  @RequirePermission('integrations:read')
  @ApiProblem(
    409,
    'The integration cannot call its provider.',
    'integration_needs_reauth',
    'Connect the account again; this integration cannot call its provider',
  )
  @ApiProviderProblems()
  choices(
    @CurrentTenant() tenantId: string,
    @UuidParam('id') integrationId: string,
    @Param('option') option: string,
    @Query() { rule }: ChoicesQuery,
  ): Promise<ChoiceListDto> {
    return this.rules.choices(tenantId, integrationId, option, rule);
  }
}
