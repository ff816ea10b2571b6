import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/config.js';
import { CrossTenantReader } from '../cross-tenant.reader.js';
import { QueuesService } from '../queues/queues.service.js';
import type { HealthSummaryDto, InboxSummaryDto, RunsSummaryDto } from './health-summary.dto.js';
import { INBOX_SQL, INTEGRATIONS_SQL, RUNS_SQL } from './health-summary.sql.js';

export interface StatusCount {
  status: string;
  count: number;
  oldestSeconds?: number | null;
}

interface IntegrationCount extends StatusCount {
  provider: string;
}

/** Summary of the whole installation. */
@Injectable()
export class HealthSummary {
  constructor(
    private readonly reader: CrossTenantReader,
    private readonly queues: QueuesService,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  async read(): Promise<HealthSummaryDto> {
    const [integrations, inbox, runs, queues] = await Promise.all([
      this.reader.rows<IntegrationCount>(INTEGRATIONS_SQL),
      this.reader.rows<StatusCount>(INBOX_SQL),
      this.reader.rows<StatusCount>(RUNS_SQL),
      this.queues.list(),
    ]);
    const { instance, roles } = this.config;
    const uptimeSeconds = Math.round(process.uptime());
    return {
      integrations: byProvider(integrations),
      inbox: toInbox(inbox),
      runs: toRuns(runs),
      queues,
      process: { instance, roles: [...roles], uptimeSeconds },
    };
  }
}

export function byProvider(counts: readonly IntegrationCount[]): HealthSummaryDto['integrations'] {
  const providers: HealthSummaryDto['integrations'] = {};
  for (const { provider, status, count } of counts) (providers[provider] ??= {})[status] = count;
  return providers;
}

export function toInbox(counts: readonly StatusCount[]): InboxSummaryDto {
  const ages = counts.flatMap(({ oldestSeconds }) => oldestSeconds ?? []);
  const oldestOpenAgeSeconds = ages.length > 0 ? Math.round(Math.max(...ages)) : null;
  const zeros = { received: 0, processing: 0, dead: 0 };
  return { ...zeros, ...byStatus(counts), oldestOpenAgeSeconds };
}

export function toRuns(counts: readonly StatusCount[]): RunsSummaryDto {
  return { queued: 0, running: 0, succeeded: 0, failed: 0, cancelled: 0, ...byStatus(counts) };
}

function byStatus(counts: readonly StatusCount[]): Record<string, number> {
  return Object.fromEntries(counts.map(({ status, count }) => [status, count]));
}
