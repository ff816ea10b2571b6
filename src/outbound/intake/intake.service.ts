import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { actorOf, type Principal } from '../../auth/principal.js';
import { Database } from '../../database/database.js';
import { Metrics } from '../../observability/metrics.js';
import { Dispatcher } from '../../work/dispatcher.js';
import type { Entity } from '../items/entity.js';
import { readItems } from '../items/item.reader.js';
import { rowsOf } from './batch.rows.js';
import { OutboundBatchStore, storeAlone, type NewBatch } from './batch.store.js';
import type { DryRunAnswerDto } from './dry-run.dto.js';
import { DryRun } from './dry-run.port.js';
import type { AcceptedItemDto, IntakeAnswerDto, IntakeDto } from './intake.dto.js';
import { NamedIntegrations } from './named.integrations.js';
import { OutboundBacklog } from './outbound.backlog.js';
import { PLAN_JOB } from './outbound-batch.table.js';

/** Takes what the platform pushes. It stores the items and one batch row, and answers. A worker does everything else. */
@Injectable()
export class IntakeService {
  constructor(
    private readonly database: Database,
    private readonly batches: OutboundBatchStore,
    private readonly backlog: OutboundBacklog,
    private readonly named: NamedIntegrations,
    private readonly dryRun: DryRun,
    private readonly dispatcher: Dispatcher,
    private readonly metrics: Metrics,
  ) {}

  /**
   * @throws NotFoundError when an integration of `integrationIds` does not exist in the tenant
   * @throws UnprocessableError when one of them cannot take items yet
   * @throws OutboundBacklogError when the tenant has too much open work
   */
  accept(principal: Principal, entity: Entity, dto: IntakeDto): Promise<IntakeAnswerDto | DryRunAnswerDto> {
    const integrationIds = dto.integrationIds ?? null;
    return dto.dryRun
      ? this.rehearse(principal, entity, dto.items, integrationIds)
      : this.push(principal, entity, dto.items, integrationIds);
  }

  /**
   * {@link accept}, without a dry run.
   * @param given empty afterwards: who called keeps the list until the answer, and the items need not be kept as long
   */
  async push(
    principal: Principal,
    entity: Entity,
    given: unknown[],
    integrationIds: readonly string[] | null,
  ): Promise<IntakeAnswerDto> {
    const { tenantId } = principal;
    const batch = newBatch(principal, entity, given.splice(0), integrationIds);
    const { rejected, rows } = batch;
    const { ids } = rows;
    const stale = await storeAlone((isAlone) => this.store(tenantId, batch, isAlone));
    if (ids.length > 0) void this.dispatcher.send([{ job: PLAN_JOB, payload: { tenantId, id: batch.id } }]);
    const left = stale.filter(Boolean).length;
    this.count(entity, { accepted: ids.length - left, stale: left, rejected: rejected.length });
    const accepted = ids.map((id, at): AcceptedItemDto => (stale[at] ? { id, stale: true } : { id }));
    return { batchId: batch.id, accepted, rejected };
  }

  /**
   * @throws NotFoundError when one of the integrations does not exist in the tenant
   * @throws UnprocessableError when one of them cannot take items yet
   */
  async checkNamed({ tenantId }: Principal, entity: Entity, integrationIds: readonly string[]): Promise<void> {
    await this.database.inTenant(tenantId, (tx) => this.named.check(tx, entity, integrationIds));
  }

  /** @param isAlone the first try, without regard to other calls that store the same new items */
  private store(tenantId: string, batch: NewBatch, isAlone: boolean): Promise<readonly boolean[]> {
    const { entity, integrationIds, rows } = batch;
    return this.database.inTenant(tenantId, async (tx) => {
      if (integrationIds) await this.named.check(tx, entity, integrationIds);
      if (isAlone) await this.backlog.admit(tx, rows.ids.length);
      return this.batches.accept(tx, batch, isAlone);
    });
  }

  private async rehearse(
    principal: Principal,
    entity: Entity,
    given: readonly unknown[],
    integrationIds: readonly string[] | null,
  ): Promise<DryRunAnswerDto> {
    const { tenantId } = principal;
    if (integrationIds) await this.checkNamed(principal, entity, integrationIds);
    const { items, rejected } = readItems(entity, given, Date.now());
    const caller = actorOf(principal);
    return this.dryRun.run({ tenantId, entity, items, rejected, integrationIds, caller });
  }

  private count(entity: Entity, outcomes: Readonly<Record<string, number>>): void {
    for (const [outcome, items] of Object.entries(outcomes)) this.metrics.outboundItems.inc({ entity, outcome }, items);
  }
}

/** Outside of whatever waits, so that nothing keeps the items once they are read. */
function newBatch(
  principal: Principal,
  entity: Entity,
  given: readonly unknown[],
  integrationIds: readonly string[] | null,
): NewBatch {
  const { items, rejected } = readItems(entity, given, Date.now());
  const rows = rowsOf(entity, items);
  return { id: uuidv7(), entity, caller: actorOf(principal), integrationIds, rows, rejected };
}
