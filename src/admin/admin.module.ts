import { Module } from '@nestjs/common';
import { ProvidersModule } from '../providers/providers.module.js';
import { FirstCounts } from './gauges/first.counts.js';
import { PauseApplier } from './queues/pause.applier.js';
import { BodyPartitions } from './retention/body.partitions.js';
import { Cleanup } from './retention/cleanup.js';
import { CleanupRequester } from './retention/cleanup.requester.js';
import { RetentionRules } from './retention/retention.rules.js';
import { RetentionRunner } from './retention/retention.runner.js';
import { ProviderRules } from './retention/stripping/provider.rules.js';
import { StoredDataStripper } from './retention/stripping/stored-data.stripper.js';
import { StoredExports } from './retention/stripping/stored.exports.js';
import { StoredRecords } from './retention/stripping/stored.records.js';
import { StrippingTargets } from './retention/stripping/stripping.targets.js';

/** Maintenance across all tenants: retention, stripping of stored data, and pauses of queues. */
@Module({
  imports: [ProvidersModule],
  providers: [
    RetentionRules,
    RetentionRunner,
    BodyPartitions,
    Cleanup,
    CleanupRequester,
    ProviderRules,
    StoredRecords,
    StoredExports,
    StrippingTargets,
    StoredDataStripper,
    PauseApplier,
    FirstCounts,
  ],
  exports: [BodyPartitions, CleanupRequester, StoredDataStripper, PauseApplier],
})
export class AdminModule {}
