import { Module } from '@nestjs/common';
import { AdminModule } from './admin.module.js';
import { PauseRefresher } from './queues/pause.refresher.js';

/** Workers keep paused queues paused. */
@Module({ imports: [AdminModule], providers: [PauseRefresher] })
export class AdminWorkerModule {}
