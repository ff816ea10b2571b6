import { Injectable } from '@nestjs/common';
import { CrossTenant } from '../../database/cross-tenant.js';
import { CachedProbe } from '../../observability/probes/cached-probe.js';
import { SharedGauge } from '../../observability/probes/shared.gauge.js';
import type { OpenWork } from '../table/work.item.js';
import { WorkRegistry } from '../work.registry.js';

/** Open work by the name of its kind. */
export type OpenWorkByKind = Record<string, OpenWork>;

const TIMEOUT_MS = 1_000;

/**
 * How far the workers are behind, for all tenants together. One worker process counts for all worker processes; other
 * processes do not know it. A row in progress is due only after its lease ends.
 */
@Injectable()
export class OpenWorkProbe extends CachedProbe<OpenWorkByKind> {
  private isAllowed = false;

  constructor(crossTenant: CrossTenant, registry: WorkRegistry) {
    const gauge = new SharedGauge<OpenWorkByKind>('open_work', crossTenant, async (tx) => {
      const open: OpenWorkByKind = {};
      for (const { kind, table } of registry.all()) open[kind.name] = await table.openWork(tx);
      return open;
    });
    super(
      async () => {
        if (!this.isAllowed) throw new Error('Only workers count open work');
        return gauge.read();
      },
      { timeoutMs: TIMEOUT_MS },
    );
  }

  /** Call this if the process is a worker. */
  allow(): void {
    this.isAllowed = true;
  }
}
