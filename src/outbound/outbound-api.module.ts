import { Module } from '@nestjs/common';
import { IdempotencyModule } from '../idempotency/idempotency.module.js';
import { IntakeController } from './intake/intake.controller.js';
import { IntakeService } from './intake/intake.service.js';
import { OutboundBacklog } from './intake/outbound.backlog.js';
import { OutboundModule } from './outbound.module.js';

/** The HTTP routes of outbound. */
@Module({
  imports: [IdempotencyModule, OutboundModule],
  controllers: [IntakeController],
  providers: [IntakeService, OutboundBacklog],
})
export class OutboundApiModule {}
