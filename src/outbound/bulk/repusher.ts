import { Inject, Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { AuditLog } from '../../audit/audit.log.js';
import { actorOf, type Principal } from '../../auth/principal.js';
import type { BatchOperation, BatchOutcome, BatchRequest } from '../../batches/batch.operations.js';
import { ConflictError } from '../../common/http.errors.js';
import { CONFIG, type Config } from '../../config/config.js';
import { Database } from '../../database/database.js';
import { IntegrationStore } from '../../integrations/connections/integration.store.js';
import { Dispatcher } from '../../work/dispatcher.js';
import { OutboundBatchStore } from '../intake/batch.store.js';
import { OutboundBacklog } from '../intake/outbound.backlog.js';
import { PLAN_JOB } from '../intake/outbound-batch.table.js';
import { ENTITIES, type Entity } from '../items/entity.js';

/**
 * Plans everything that was pushed again, for one integration: what it does not have is sent. What it has as it should be costs
 * no request.
 */
@Injectable()
export class Repusher implements BatchOperation {
  constructor(
    private readonly database: Database,
    private readonly integrations: IntegrationStore,
    private readonly batches: OutboundBatchStore,
    private readonly backlog: OutboundBacklog,
    private readonly dispatcher: Dispatcher,
    private readonly audit: AuditLog,
    @Inject(CONFIG) private readonly config: Pick<Config, 'limits'>,
  ) {}

  /**
   * In steps, each of which is committed by itself.
   * @throws NotFoundError
   * @throws ConflictError when the integration is disconnected
   * @throws OutboundBacklogError when the tenant has too much open work. What was planned so far goes on
   */
  async start(principal: Principal, { integrationId, entities }: BatchRequest): Promise<BatchOutcome> {
    const { tenantId } = principal;
    await this.database.inTenant(tenantId, async (tx) => {
      const { status } = await this.integrations.get(tx, integrationId);
      if (status === 'disconnected') {
        throw new ConflictError('Connect the account again before pushing to it', 'integration_disconnected');
      }
      const entry = { actor: actorOf(principal), action: 'outbound.pushed_again', target: integrationId };
      await this.audit.append(tx, { ...entry, detail: { entities } });
    });
    const batchIds: string[] = [];
    for (const one of ENTITIES.filter((known) => entities === null || entities.includes(known))) {
      batchIds.push(...(await this.repush(principal, integrationId, one)));
    }
    return { batchIds, rows: null };
  }

  private async repush(principal: Principal, integrationId: string, entity: Entity): Promise<string[]> {
    const limit = this.config.limits.OUTBOUND_STEP_ITEMS;
    const { tenantId } = principal;
    const made: string[] = [];
    let after: string | undefined = '';
    while (after !== undefined) {
      const batch = { id: uuidv7(), entity, caller: actorOf(principal), integrationIds: [integrationId], after, limit };
      const step = await this.database.inTenant(tenantId, async (tx) => {
        const stored = await this.batches.again(tx, batch);
        if (stored) await this.backlog.admit(tx, stored.count);
        return stored;
      });
      if (!step) break;
      made.push(batch.id);
      void this.dispatcher.send([{ job: PLAN_JOB, payload: { tenantId, id: batch.id } }]);
      after = step.count < limit ? undefined : step.last;
    }
    return made;
  }
}
