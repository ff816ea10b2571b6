import { Module } from '@nestjs/common';
import { AdminModule } from './admin.module.js';
import { ProvidersModule } from '../providers/providers.module.js';
import { HubGauges } from './gauges/hub.gauges.js';
import { PauseRefresher } from './queues/pause.refresher.js';

/** Workers keep paused queues paused, and export what all tenants have in common. */
@Module({ imports: [AdminModule, ProvidersModule], providers: [PauseRefresher, HubGauges] })
export class AdminWorkerModule {}
