import { Module } from '@nestjs/common';
import { BatchOperations } from './batch.operations.js';

/** Operations of `POST /sync/batch`, whichever module has them. */
@Module({ providers: [BatchOperations], exports: [BatchOperations] })
export class BatchesModule {}
