import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import type { TenantTransaction } from '../../database/transaction.js';
import type { PushTarget } from '../../providers/push.port.js';
import type { Entity } from '../items/entity.js';
import { AccountReader, type ReadAccount } from '../planning/account.reader.js';
import { PlanKind } from '../planning/plan.kind.js';
import { IntentReader, type ReadIntent } from '../sending/intent.reader.js';
import type { ClaimedTarget } from '../targets/outbound-target.table.js';
import type { TargetStatus } from '../targets/target.machine.js';
import type { Reason } from '../targets/target.store.js';
import { WRITTEN_SQL } from './rehearsal.sql.js';

/** Items that are planned for a preview. They are stored already, if only in this transaction. */
export interface RehearsedBatch {
  id: string;
  entity: Entity;
  platformIds: string[];
  integrationIds: string[] | null;
}

interface RehearsedTarget extends ClaimedTarget {
  status: TargetStatus;
  reason: Reason | null;
  /** The items of the batch that feed it. */
  ofItems: string[];
}

/** A target as it would be, and all that its request would be built from. */
export interface Draft {
  target: RehearsedTarget;
  account: ReadAccount;
  spec: PushTarget;
  read: ReadIntent;
}

/** Rolls a transaction back, and is no failure. */
class Rehearsed extends Error {}

/**
 * Does what the worker does until a request is built, in a transaction that is rolled back. So a preview cannot differ from
 * what is stored later.
 */
@Injectable()
export class Rehearsal {
  constructor(
    private readonly database: Database,
    private readonly plans: PlanKind,
    private readonly accounts: AccountReader,
    private readonly intents: IntentReader,
  ) {}

  /** @param work must not call providers: the rows that it writes are locked until it ends */
  async run<T>(tenantId: string, work: (tx: TenantTransaction) => Promise<T>): Promise<T> {
    const results: T[] = [];
    try {
      await this.database.inTenant(tenantId, async (tx) => {
        results.push(await work(tx));
        throw new Rehearsed();
      });
    } catch (error) {
      if (!(error instanceof Rehearsed)) throw error;
    }
    return results[0] as T;
  }

  /**
   * Plans a batch, and reads what each of its targets would be built from.
   * @param only names of targets; `null`: all
   * @param most drafts; if there are more, one more is returned
   */
  async drafts(
    tx: TenantTransaction,
    batch: RehearsedBatch,
    { only, most }: { only: readonly string[] | null; most: number },
  ): Promise<Draft[]> {
    const { id, entity, platformIds, integrationIds } = batch;
    await this.plans.plan(tx, { id, entity, platformIds, integrationIds, fence: 0, attempts: 0 });
    const accounts = new Map((await this.accounts.read(tx, integrationIds)).map((account) => [account.id, account]));
    const values = [tx.tenantId, id, entity, platformIds, only, most + 1];
    const written = await tx.rows<RehearsedTarget>(WRITTEN_SQL, values);
    const drafts: Draft[] = [];
    for (const target of written) {
      const account = accounts.get(target.integrationId);
      const spec = account?.push.targets.find(({ name }) => name === target.target);
      if (!account || !spec) continue;
      const { row: integration, push, rules } = account;
      const turn = { target, spec, account: { integration, push, rules }, context: { tenantId: tx.tenantId } };
      drafts.push({ target, account, spec, read: await this.intents.readIn(tx, turn) });
    }
    return drafts;
  }
}
