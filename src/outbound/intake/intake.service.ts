import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { actorOf, type Principal } from '../../auth/principal.js';
import { NotFoundError } from '../../common/http.errors.js';
import { Database } from '../../database/database.js';
import type { TenantTransaction } from '../../database/transaction.js';
import { Metrics } from '../../observability/metrics.js';
import { Dispatcher } from '../../work/dispatcher.js';
import type { Entity } from '../items/entity.js';
import { readItems } from '../items/item.reader.js';
import { OutboundBatchStore } from './batch.store.js';
import type { AcceptedItemDto, IntakeAnswerDto, IntakeDto } from './intake.dto.js';
import { newestItems } from './newest.items.js';
import { OutboundBacklog } from './outbound.backlog.js';
import { PLAN_JOB } from './outbound-batch.table.js';

const UNKNOWN_SQL = `
  SELECT wanted.id FROM unnest($2::uuid[]) AS wanted(id)
  WHERE NOT EXISTS (SELECT FROM integrations i WHERE i.tenant_id = $1 AND i.id = wanted.id) LIMIT 1`;

/** Takes what the platform pushes. It stores the items and one batch row, and answers. A worker does everything else. */
@Injectable()
export class IntakeService {
  constructor(
    private readonly database: Database,
    private readonly batches: OutboundBatchStore,
    private readonly backlog: OutboundBacklog,
    private readonly dispatcher: Dispatcher,
    private readonly metrics: Metrics,
  ) {}

  /**
   * @throws NotFoundError when an integration of `integrationIds` does not exist in the tenant
   * @throws OutboundBacklogError when the tenant has too much open work
   */
  async accept(principal: Principal, entity: Entity, dto: IntakeDto): Promise<IntakeAnswerDto> {
    const { tenantId } = principal;
    const { items, rejected } = readItems(entity, dto.items, Date.now());
    const newest = newestItems(items);
    const batch = {
      id: uuidv7(),
      entity,
      caller: actorOf(principal),
      integrationIds: dto.integrationIds ?? null,
      items: newest,
      rejected,
    };
    const stale = await this.database.inTenant(tenantId, async (tx) => {
      if (dto.integrationIds) await refuseUnknown(tx, dto.integrationIds);
      await this.backlog.admit(tx, newest.length);
      return this.batches.accept(tx, batch);
    });
    if (newest.length > 0) void this.dispatcher.send([{ job: PLAN_JOB, payload: { tenantId, id: batch.id } }]);
    this.count(entity, { accepted: newest.length - stale.size, stale: stale.size, rejected: rejected.length });
    const kept = new Set(newest);
    const accepted = items.map((item): AcceptedItemDto => {
      return kept.has(item) && !stale.has(item.id) ? { id: item.id } : { id: item.id, stale: true };
    });
    return { batchId: batch.id, accepted, rejected };
  }

  private count(entity: Entity, outcomes: Readonly<Record<string, number>>): void {
    for (const [outcome, items] of Object.entries(outcomes)) this.metrics.outboundItems.inc({ entity, outcome }, items);
  }
}

async function refuseUnknown(tx: TenantTransaction, ids: readonly string[]): Promise<void> {
  const unknown = await tx.row<{ id: string }>(UNKNOWN_SQL, [tx.tenantId, ids]);
  if (unknown) throw new NotFoundError(`The integration ${unknown.id}`, 'integration_not_found');
}
