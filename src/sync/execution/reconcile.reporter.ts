import { Injectable, Logger } from '@nestjs/common';
import { Database } from '../../database/database.js';
import { ConnectionListeners } from '../../integrations/connections/connection.listeners.js';
import { ConnectionLoader } from '../../integrations/connections/connection.loader.js';
import { IntegrationStore } from '../../integrations/connections/integration.store.js';
import type { RunRow } from '../runs/run.row.js';
import { ALL } from '../runs/sync-type.js';

/** Tells other modules that a run has read everything of an account again. */
@Injectable()
export class ReconcileReporter {
  private readonly logger = new Logger(ReconcileReporter.name);

  constructor(
    private readonly database: Database,
    private readonly integrations: IntegrationStore,
    private readonly connections: ConnectionLoader,
    private readonly listeners: ConnectionListeners,
  ) {}

  /** Best effort: the run has ended. */
  async succeeded({ id, tenantId, integrationId, operation, mode, syncType }: RunRow): Promise<void> {
    if (operation !== 'sync' || mode !== 'full' || syncType !== ALL) return;
    try {
      const integration = await this.database.inTenant(tenantId, (tx) => this.integrations.get(tx, integrationId));
      await this.listeners.reconciled(integration, () => this.connections.open(tenantId, integrationId));
    } catch (error) {
      this.logger.warn(`After run ${id}: ${(error as Error).message}`);
    }
  }
}
