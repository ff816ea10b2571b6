import { Body, Controller, HttpCode, Param, Post, UseInterceptors } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal } from '../../auth/decorators/current-principal.decorator.js';
import { RequirePermission } from '../../auth/decorators/require-permission.decorator.js';
import type { Principal } from '../../auth/principal.js';
import { ApiProblem } from '../../common/api-problem.decorator.js';
import { UuidParam } from '../../common/uuid.param.js';
import { IdempotencyInterceptor } from '../../idempotency/idempotency.interceptor.js';
import { PreviewRuleDto, RulePreviewDto } from './rule-preview.dto.js';
import { RulePreviewer } from './rule.previewer.js';

@ApiTags('outbound')
@UseInterceptors(IdempotencyInterceptor)
@Controller('api/v1/integrations/:id/rules/:rule/preview')
export class RulePreviewController {
  constructor(private readonly previewer: RulePreviewer) {}

  /**
   * Count what a rule would post
   * @remarks Counts everything that was pushed so far, as if the rule were switched on now. Nothing is stored or sent. The
   * provider is not asked for objects, so one that would be linked counts as one that would be made.
   */
  @Post()
  @HttpCode(200)
  @RequirePermission('integrations:write')
  @ApiProblem(404, 'The integration or the rule does not exist.', 'rule_not_found', 'The rule sales was not found')
  @ApiProblem(
    422,
    'An option has a value that is not offered yet, or this Idempotency-Key was used for another request.',
    'rule_not_available',
    'Choose another value of grain: this one is not offered yet',
  )
  preview(
    @CurrentPrincipal() principal: Principal,
    @UuidParam('id') integrationId: string,
    @Param('rule') rule: string,
    @Body() dto: PreviewRuleDto,
  ): Promise<RulePreviewDto> {
    return this.previewer.preview(principal, integrationId, rule, dto);
  }
}
