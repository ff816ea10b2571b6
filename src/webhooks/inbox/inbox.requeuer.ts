import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Database } from '../../database/database.js';
import { ConnectionListeners, type ConnectionListener } from '../../integrations/connections/connection.listeners.js';
import type { IntegrationRow } from '../../integrations/connections/integration.row.js';
import { READY_TENANT } from '../../work/table/due.sql.js';

const REQUEUE_SQL = `
  UPDATE webhook_events SET due_at = now(), deferred = false, hinted_at = NULL
  WHERE tenant_id = $1 AND integration_id = $2 AND status = 'received' AND ${READY_TENANT} IS NULL AND due_at > now()`;

/** When an account is connected again, its waiting events become due at once instead of at their next retry. */
@Injectable()
export class InboxRequeuer implements OnModuleInit, ConnectionListener {
  constructor(
    private readonly database: Database,
    private readonly listeners: ConnectionListeners,
  ) {}

  onModuleInit(): void {
    this.listeners.add(this);
  }

  async connected({ tenantId, id }: IntegrationRow): Promise<void> {
    await this.database.inTenant(tenantId, (tx) => tx.execute(REQUEUE_SQL, [tenantId, id]));
  }
}
