import { Injectable } from '@nestjs/common';
import type { TenantTransaction } from '../../database/transaction.js';
import { itemsOf } from '../../providers/kit/push/pushed.items.js';
import type { PushedItem } from '../../providers/push.port.js';
import type { Hint } from '../../work/dispatcher.js';
import { ERASE_LATE_BUYERS_SQL } from '../erasure/buyer.sql.js';
import type { ClaimedBatch } from '../intake/outbound-batch.table.js';
import type { Entity } from '../items/entity.js';
import { PUSH_BULK_JOB, PUSH_JOB } from '../targets/outbound-target.table.js';
import type { Plan, PlannedSource, PlannedTarget } from './planner.js';
import { IS_BUSY_SQL, PARTS_SQL, WRITE_FORMER_SQL, WRITE_PLAN_SQL } from './plan.sql.js';

/** Most targets in one statement. */
const MOST_TARGETS = 5_000;

interface WrittenTarget {
  id: string;
  job: string;
  status: string;
}

/** What a batch is written with. */
interface Written {
  items: readonly PushedItem[];
  integrationIds: readonly string[];
  job: string;
}

/** Writes the plan of a batch: rows of `outbound_targets` and `outbound_sources`. */
@Injectable()
export class PlanStore {
  /**
   * The job of new work of the tenant.
   * @param most open targets of a tenant whose work is not bulk
   */
  async jobFor(tx: TenantTransaction, most: number): Promise<string> {
    const row = await tx.row<{ isBusy: boolean }>(IS_BUSY_SQL, [tx.tenantId, most]);
    return row?.isBusy ? PUSH_BULK_JOB : PUSH_JOB;
  }

  /** How many parts of items become separate objects. Only events have such. */
  async partsOf(tx: TenantTransaction, entity: Entity, platformIds: readonly string[]): Promise<Map<string, number>> {
    if (entity !== 'events') return new Map();
    const rows = await tx.rows<{ platformId: string; parts: number }>(PARTS_SQL, [tx.tenantId, platformIds]);
    return new Map(rows.map(({ platformId, parts }) => [platformId, parts]));
  }

  /** @returns a hint for each job, if something is to be sent */
  async write(
    tx: TenantTransaction,
    batch: ClaimedBatch,
    plan: Plan,
    { items, integrationIds, job }: Written,
  ): Promise<Hint[]> {
    const hints = new Map<string, Hint>();
    for (const part of partsOf(plan)) {
      const values = [JSON.stringify(part.targets), JSON.stringify(part.sources), job, batch.id];
      const rows = await tx.rows<WrittenTarget>(WRITE_PLAN_SQL, [tx.tenantId, ...values]);
      for (const [name, hint] of hintsOf(tx, rows)) hints.set(name, hint);
    }
    const wanted = plan.targets.map(({ id }) => id);
    for (const hint of await this.leave(tx, batch, { items, integrationIds, job, wanted })) hints.set(hint.job, hint);
    await this.forgetBuyers(tx, items);
    return [...hints.values()];
  }

  /**
   * A payment of somebody who was erased may come later, whatever it feeds, and is kept without the person. Contacts are locked
   * after all targets, as an erasure does.
   */
  private async forgetBuyers(tx: TenantTransaction, items: readonly PushedItem[]): Promise<void> {
    const buyers = new Map<string, string>();
    for (const { platformId, body } of itemsOf(items, 'payments')) {
      if (body.customer?.email) buyers.set(platformId, body.customer.id);
    }
    if (buyers.size === 0) return;
    const contacts = [...new Set(buyers.values())];
    await tx.execute(ERASE_LATE_BUYERS_SQL, [tx.tenantId, contacts, [...buyers.keys()]]);
  }

  /**
   * The items no longer want what they fed at these integrations.
   * @param wanted targets that they do want
   */
  async leave(
    tx: TenantTransaction,
    batch: ClaimedBatch,
    { items, integrationIds, job, wanted }: Written & { wanted: readonly string[] },
  ): Promise<Hint[]> {
    const versions = items.map(({ platformId, version }) => ({ platformId, version }));
    const values = [batch.entity, JSON.stringify(versions), job, batch.id, integrationIds, wanted];
    return [...hintsOf(tx, await tx.rows<WrittenTarget>(WRITE_FORMER_SQL, [tx.tenantId, ...values])).values()];
  }
}

/** One for each job, if something is to be sent. */
function hintsOf({ tenantId }: TenantTransaction, rows: readonly WrittenTarget[]): Map<string, Hint> {
  const pending = rows.filter(({ status }) => status === 'pending');
  return new Map(pending.map(({ id, job }) => [job, { job, payload: { tenantId, id } }]));
}

function* partsOf({ targets, sources }: Plan): Generator<{ targets: PlannedTarget[]; sources: PlannedSource[] }> {
  const byTarget = new Map<string, PlannedSource[]>();
  for (const source of sources) {
    const ofTarget = byTarget.get(source.targetId);
    if (ofTarget) ofTarget.push(source);
    else byTarget.set(source.targetId, [source]);
  }
  for (let from = 0; from < targets.length; from += MOST_TARGETS) {
    const part = targets.slice(from, from + MOST_TARGETS);
    yield { targets: part, sources: part.flatMap(({ id }) => byTarget.get(id) ?? []) };
  }
}
