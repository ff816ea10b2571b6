import { Module } from '@nestjs/common';
import { ProvidersModule } from '../providers/providers.module.js';
import { ContactEraser } from './erasure/contact.eraser.js';
import { ErasureLoop } from './erasure/erasure.loop.js';
import { OutboundModule } from './outbound.module.js';
import { OutboundGauges } from './upkeep/outbound.gauges.js';
import { OutboundState } from './upkeep/outbound.state.js';
import { WaitingRechecker } from './upkeep/waiting.rechecker.js';
import { WaitingReporter } from './upkeep/waiting.reporter.js';

/** Counts what is open, reports what waits and looks at it again, and forgets whom the platform has erased. */
@Module({
  imports: [OutboundModule, ProvidersModule],
  providers: [OutboundState, OutboundGauges, WaitingReporter, WaitingRechecker, ContactEraser, ErasureLoop],
})
export class OutboundSchedulerModule {}
