import { Injectable } from '@nestjs/common';
import type { Principal } from '../../auth/principal.js';
import { ConflictError } from '../../common/http.errors.js';
import { Database } from '../../database/database.js';
import type { IntegrationRow } from '../../integrations/connections/integration.row.js';
import { IntegrationStore } from '../../integrations/connections/integration.store.js';
import type { ProviderDescription } from '../../providers/provider.port.js';
import { ProviderRegistry } from '../../providers/providers.registry.js';
import type { StartSyncDto } from './dto/start-sync.dto.js';
import { isLive } from './run.progress.js';
import { type Launch, RunLauncher } from './run.launcher.js';
import { RunReader } from './run.reader.js';
import type { RunSnapshot } from './run.snapshot.js';
import { assertMaySync } from './sync-permission.js';
import { assertSyncType } from './sync-type.js';

/** A running run learns of it with its worker's next heartbeat. A queued one ends at once. */
const CANCEL_SQL = `
  UPDATE sync_runs SET cancel_requested = true, status = CASE status WHEN 'queued' THEN 'cancelled' ELSE status END,
    finished_at = CASE status WHEN 'queued' THEN now() END, due_at = CASE status WHEN 'queued' THEN NULL ELSE due_at END,
    hinted_at = CASE status WHEN 'queued' THEN NULL ELSE hinted_at END
  WHERE tenant_id = $1 AND id = $2 AND status IN ('queued', 'running')`;

/** Runs at the request of a user or a service, who must hold the permission of what is synced. */
@Injectable()
export class RunService {
  constructor(
    private readonly database: Database,
    private readonly integrations: IntegrationStore,
    private readonly providers: ProviderRegistry,
    private readonly launcher: RunLauncher,
    private readonly reader: RunReader,
  ) {}

  async start(principal: Principal, { integrationId, syncType, mode }: StartSyncDto): Promise<RunSnapshot> {
    const { integration, description } = await this.describe(principal.tenantId, integrationId);
    assertSyncType(description, syncType);
    assertMaySync(principal, description, syncType);
    return this.launch(integration, { syncType, mode, operation: 'sync', trigger: principal.kind, job: 'sync' });
  }

  /** @throws ConflictError `run_not_live` when it has ended, perhaps only just now */
  async cancel(principal: Principal, id: string): Promise<RunSnapshot> {
    const { tenantId } = principal;
    const run = await this.reader.get(tenantId, id);
    assertMaySync(principal, this.providers.get(run.provider).describe(), run.syncType);
    const touched = await this.database.inTenant(tenantId, (tx) => tx.execute(CANCEL_SQL, [tenantId, id]));
    if (touched === 0) throw new ConflictError('The run has ended already', 'run_not_live');
    return this.reader.get(tenantId, id);
  }

  /** Does the same work again in a new run. @throws ConflictError `run_not_retryable` */
  async retry(principal: Principal, id: string): Promise<RunSnapshot> {
    const run = await this.reader.get(principal.tenantId, id);
    const { integration, description } = await this.describe(principal.tenantId, run.integrationId);
    assertMaySync(principal, description, run.syncType);
    if (isLive(run) || run.status === 'succeeded') {
      throw new ConflictError(
        `Only a failed or cancelled run is retried; this one is ${run.status}`,
        'run_not_retryable',
      );
    }
    const { syncType, mode, operation } = run;
    const job = operation === 'export' ? 'batch' : 'sync';
    return this.launch(integration, { syncType, mode, operation, trigger: principal.kind, job });
  }

  private async launch(integration: IntegrationRow, launch: Launch): Promise<RunSnapshot> {
    const [run] = await this.launcher.launch(integration, [launch]);
    if (!run) throw new Error('A run was opened and is gone');
    return run;
  }

  private async describe(
    tenantId: string,
    integrationId: string,
  ): Promise<{ integration: IntegrationRow; description: ProviderDescription }> {
    const integration = await this.database.inTenant(tenantId, (tx) => this.integrations.get(tx, integrationId));
    return { integration, description: this.providers.get(integration.provider).describe() };
  }
}
