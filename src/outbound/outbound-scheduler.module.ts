import { Module } from '@nestjs/common';
import { ProvidersModule } from '../providers/providers.module.js';
import { OutboundGauges } from './upkeep/outbound.gauges.js';
import { OutboundState } from './upkeep/outbound.state.js';
import { WaitingReporter } from './upkeep/waiting.reporter.js';

/** Counts what is open, and reports what waits. */
@Module({ imports: [ProvidersModule], providers: [OutboundState, OutboundGauges, WaitingReporter] })
export class OutboundSchedulerModule {}
