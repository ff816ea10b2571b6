import { Injectable } from '@nestjs/common';
import { CrossTenant } from '../../database/cross-tenant.js';
import { CachedProbe } from '../../observability/probes/cached-probe.js';
import { SharedGauge } from '../../observability/probes/shared.gauge.js';
import type { OpenWork } from '../table/work.item.js';
import { WorkRegistry } from '../work.registry.js';

/** By the name of the kind of work. */
export type OpenWorkByKind = Record<string, OpenWork>;

const TIMEOUT_MS = 1_000;

/**
 * How far the workers are behind, of all tenants together: counted by one process with the worker role for all of them,
 * unknown in others. A row being worked on is due only when its lease ends.
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

  /** This process is a worker. */
  allow(): void {
    this.isAllowed = true;
  }
}
