import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import { IntegrationStore } from '../../integrations/connections/integration.store.js';
import { ProviderRegistry } from '../../providers/providers.registry.js';
import { RunDto } from '../runs/dto/run.dto.js';
import { type Launch, RunLauncher } from '../runs/run.launcher.js';
import { assertSyncType } from '../runs/sync-type.js';
import type { BatchAnswerDto, BatchDto, BatchOperation } from './dto/batch.dto.js';

const LAUNCHES: Readonly<Record<BatchOperation, Omit<Launch, 'syncType'>>> = {
  resync: { mode: 'full', operation: 'sync', trigger: 'batch', job: 'batch' },
  export: { mode: 'full', operation: 'export', trigger: 'batch', job: 'batch' },
};

/** Large work at low priority, a run for each sync type. */
@Injectable()
export class BatchService {
  constructor(
    private readonly database: Database,
    private readonly integrations: IntegrationStore,
    private readonly providers: ProviderRegistry,
    private readonly launcher: RunLauncher,
  ) {}

  async start(tenantId: string, { operation, integrationId, syncTypes }: BatchDto): Promise<BatchAnswerDto> {
    const integration = await this.database.inTenant(tenantId, (tx) => this.integrations.get(tx, integrationId));
    const description = this.providers.get(integration.provider).describe();
    syncTypes.forEach((syncType, index) => assertSyncType(description, syncType, `syncTypes.${index}`));
    const launches = syncTypes.map((syncType) => ({ ...LAUNCHES[operation], syncType }));
    const runs = await this.launcher.launch(integration, launches);
    return { operation, runs: runs.map((run) => RunDto.from(run)) };
  }
}
