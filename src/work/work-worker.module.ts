import { Module, type OnApplicationBootstrap, type OnModuleInit } from '@nestjs/common';
import { DirectWork } from './direct.work.js';
import { OpenWorkProbe } from './probes/open-work.probe.js';
import { Reconciler } from './reconciler.js';

/** The loops of a worker: they find due work, process it without Redis if necessary, and count it. */
@Module({})
export class WorkWorkerModule implements OnModuleInit, OnApplicationBootstrap {
  constructor(
    private readonly reconciler: Reconciler,
    private readonly directWork: DirectWork,
    private readonly openWork: OpenWorkProbe,
  ) {}

  onModuleInit(): void {
    this.directWork.allow();
    this.openWork.allow();
  }

  onApplicationBootstrap(): void {
    this.reconciler.start();
  }
}
