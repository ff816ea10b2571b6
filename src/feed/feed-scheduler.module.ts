import { Module } from '@nestjs/common';
import { ChangeReporter } from './reports/change.reporter.js';
import { HorizonGauge } from './reports/horizon.gauge.js';

/** Reports changes as facts, and how far the feed is behind. */
@Module({ providers: [ChangeReporter, HorizonGauge] })
export class FeedSchedulerModule {}
