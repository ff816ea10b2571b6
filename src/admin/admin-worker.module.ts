import { Module } from '@nestjs/common';
import { AdminModule } from './admin.module.js';
import { PauseKeeper } from './queues/pause.keeper.js';

/** Keeps paused queues paused. */
@Module({ imports: [AdminModule], providers: [PauseKeeper] })
export class AdminWorkerModule {}
