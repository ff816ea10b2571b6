import { Module } from '@nestjs/common';
import { IdempotencyModule } from '../idempotency/idempotency.module.js';
import { IntegrationsModule } from '../integrations/integrations.module.js';
import { ProvidersModule } from '../providers/providers.module.js';
import { IntakeController } from './intake/intake.controller.js';
import { IntakeService } from './intake/intake.service.js';
import { OutboundBacklog } from './intake/outbound.backlog.js';
import { OutboundModule } from './outbound.module.js';
import { RulesController } from './rules/rules.controller.js';
import { RulesService } from './rules/rules.service.js';

/** The HTTP routes of outbound. */
@Module({
  imports: [IdempotencyModule, IntegrationsModule, OutboundModule, ProvidersModule],
  controllers: [IntakeController, RulesController],
  providers: [IntakeService, OutboundBacklog, RulesService],
})
export class OutboundApiModule {}
