import { Module, type OnApplicationBootstrap, type OnModuleInit } from '@nestjs/common';
import { DirectWork } from './direct.work.js';
import { OpenWorkProbe } from './probes/open-work.probe.js';
import { Reconciler } from './reconciler.js';

/** What a worker does beside the jobs that Redis sends it: it looks for due work, does it without Redis, and counts it. */
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
