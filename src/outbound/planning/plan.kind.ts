import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { DutyCycle } from '../../common/duty.cycle.js';
import { CONFIG, type Config } from '../../config/config.js';
import { Database } from '../../database/database.js';
import type { TenantTransaction } from '../../database/transaction.js';
import type { PushedItem } from '../../providers/push.port.js';
import { Dispatcher, type Hint } from '../../work/dispatcher.js';
import type { EndedItem } from '../../work/table/work.item.js';
import type { Applied, WorkContext, WorkKind } from '../../work/work.kind.js';
import { WorkRegistry } from '../../work/work.registry.js';
import { StatedConsents } from './stated.consents.js';
import { FollowingBatches, type FollowingBatch } from '../items/following.batches.js';
import { OUTBOUND_BATCH_TABLE, PLANNED, PLAN_JOB, type ClaimedBatch } from '../intake/outbound-batch.table.js';
import { itemName, ItemStore } from '../items/item.store.js';
import { PUSH_BULK_JOB } from '../targets/outbound-target.table.js';
import { itemId } from '../targets/target.names.js';
import { TargetStore } from '../targets/target.store.js';
import { AccountReader } from './account.reader.js';
import { planItems, type PlannedIntegration } from './planner.js';
import { PostedPaymentStore } from './posted.payment.store.js';
import { NOTHING_POSTED } from './posted.payments.js';
import { stepsOf } from './plan.steps.js';
import { PlanStore } from './plan.store.js';
import { takes, venueOf, venueSourceOf } from './venue.routing.js';

/** What a step has written. */
interface Planned {
  targets: number;
  hints: Hint[];
}

/** Batches as a kind of work. Each item becomes the targets that it wants at the connected accounts. */
@Injectable()
export class PlanKind implements WorkKind<ClaimedBatch>, OnModuleInit {
  readonly name = 'plan';
  readonly table = OUTBOUND_BATCH_TABLE;
  readonly claims: WorkKind['claims'];
  /** Webhooks need the other slots. A tenant has one of these at a time, so that its backlog does not keep others waiting. */
  readonly slots = 3;

  constructor(
    private readonly registry: WorkRegistry,
    private readonly database: Database,
    @Inject(Dispatcher) private readonly dispatcher: Pick<Dispatcher, 'send'>,
    private readonly items: ItemStore,
    private readonly accounts: AccountReader,
    private readonly plans: PlanStore,
    private readonly targets: TargetStore,
    private readonly consents: StatedConsents,
    private readonly posted: PostedPaymentStore,
    private readonly following: FollowingBatches,
    @Inject(CONFIG) private readonly config: Pick<Config, 'limits'>,
  ) {
    this.claims = { of: 'tenant', batch: config.limits.OUTBOUND_PLAN_BATCH, perTenant: 1 };
  }

  onModuleInit(): void {
    this.registry.register(this);
  }

  async apply(
    batches: readonly ClaimedBatch[],
    { tenantId, signal, finish }: WorkContext<ClaimedBatch>,
  ): Promise<Applied<ClaimedBatch>> {
    const ended: EndedItem<ClaimedBatch>[] = [];
    const duty = new DutyCycle(this.config.limits.OUTBOUND_PLAN_REST_PERCENT);
    for (const batch of batches) {
      signal.throwIfAborted();
      const end = { item: batch, status: PLANNED, error: null };
      const steps = await this.database.inTenant(tenantId, (tx) => this.stepsOf(tx, batch));
      for (const [at, step] of steps.entries()) {
        if (at + ended.length > 0) await duty.rest(signal);
        const hints = await this.database.inTenant(tenantId, async (tx) => {
          const written = await this.plan(tx, step);
          if (at === steps.length - 1) await finish(tx, [end]);
          return written.hints;
        });
        if (hints.length > 0) void this.dispatcher.send(hints);
      }
      ended.push(end);
    }
    return { ended, failed: new Map() };
  }

  describe({ id, entity }: ClaimedBatch): string {
    return `Outbound batch ${id} (${entity})`;
  }

  /**
   * Parts of a batch. To plan one again changes nothing, so each can be committed by itself. A piece of what follows a venue is
   * one part, because it makes the next piece.
   */
  async stepsOf(tx: TenantTransaction, batch: ClaimedBatch): Promise<ClaimedBatch[]> {
    if (batch.movedEvent !== null) return [batch];
    const { entity, platformIds } = batch;
    const parts = await this.plans.partsOf(tx, entity, platformIds);
    const steps = stepsOf(platformIds, parts, this.config.limits.OUTBOUND_PLAN_STEP);
    return steps.map((ids) => ({ ...batch, platformIds: [...ids] }));
  }

  /**
   * Writes the targets of a step. A preview does so as well, in a transaction that is rolled back.
   * @returns how many targets it has, and a hint for each job
   */
  async plan(tx: TenantTransaction, batch: ClaimedBatch): Promise<Planned> {
    if (isFollowing(batch)) return this.follow(tx, batch);
    const integrations = await this.accounts.read(tx, batch.integrationIds);
    const job = await this.plans.jobFor(tx, this.config.limits.OUTBOUND_BULK_ABOVE);
    return this.write(tx, batch, integrations, job);
  }

  /**
   * Only accounts of a venue care which one an event has, and only the account itself which one it has. The next piece is made
   * together with this one.
   */
  private async follow(tx: TenantTransaction, batch: FollowingBatch & ClaimedBatch): Promise<Planned> {
    const { integrationIds: moved } = batch;
    const read = await this.accounts.read(tx, moved);
    const integrations = read.filter(({ venueId }) => moved !== null || venueId !== null);
    if (integrations.length === 0) return { targets: 0, hints: [] };
    // No caller asks what becomes of each item.
    const unnamed = { ...batch, integrationIds: null };
    const { targets, hints } = await this.write(tx, unnamed, integrations, PUSH_BULK_JOB);
    const next = await this.following.next(tx, batch, this.config.limits.OUTBOUND_STEP_ITEMS);
    const more = next ? [{ job: PLAN_JOB, payload: { tenantId: tx.tenantId, id: next } }] : [];
    return { targets, hints: [...hints, ...more] };
  }

  private async write(
    tx: TenantTransaction,
    batch: ClaimedBatch,
    integrations: readonly PlannedIntegration[],
    job: string,
  ): Promise<Planned> {
    const { entity, integrationIds: named, platformIds } = batch;
    const awaited = entity === 'events' ? platformIds.map((id) => itemId(tx.tenantId, entity, id)) : [];
    await this.targets.beforeRelease(tx, awaited);
    const items = await this.items.find(
      tx,
      platformIds.map((platformId) => ({ entity, platformId })),
    );
    const events = await this.eventsOf(tx, items);
    const posted = integrations.some(({ venueId }) => venueId !== null)
      ? await this.posted.find(tx, items)
      : NOTHING_POSTED;
    const plan = planItems({ items, events, posted, integrations, isNamed: named !== null });
    const integrationIds = integrations.map(({ id }) => id);
    await this.consents.keep(tx, items, integrations, plan);
    const hints = await this.plans.write(tx, batch, plan, { items, integrationIds, job });
    if (entity === 'contacts' && named !== null) hints.push(...(await this.leaveOthers(tx, batch, items, job)));
    const released = await this.targets.releaseWaiters(tx, awaited);
    return { targets: plan.targets.length, hints: [...hints, ...released] };
  }

  /**
   * Accounts that a call does not name are told as well what is to be removed there: a contact of another venue leaves the
   * audiences of its last one, and one that is to be forgotten leaves them all.
   */
  private async leaveOthers(tx: TenantTransaction, batch: ClaimedBatch, items: readonly PushedItem[], job: string) {
    const others = (await this.accounts.read(tx, null)).filter(({ id }) => !batch.integrationIds?.includes(id));
    const hints: Hint[] = [];
    for (const other of others) {
      const left = items.filter((item) => isToBeErased(item) || takes(other, item, venueOf(item, undefined)) === false);
      const written = { items: left, integrationIds: [other.id], job, wanted: [] };
      if (left.length > 0) hints.push(...(await this.plans.leave(tx, batch, written)));
    }
    return hints;
  }

  /** The events that say the venues. What is missing is looked for again once it can be waited for. */
  private async eventsOf(tx: TenantTransaction, items: readonly PushedItem[]): Promise<PushedItem[]> {
    const refs = items.flatMap((item) => venueSourceOf(item) ?? []);
    const found = await this.items.find(tx, refs);
    const known = new Set(found.map(itemName));
    const missing = refs.filter((ref) => !known.has(itemName(ref)));
    if (missing.length === 0) return found;
    const awaited = missing.map(({ entity, platformId }) => itemId(tx.tenantId, entity, platformId));
    await this.targets.beforeWait(tx, [...new Set(awaited)]);
    return [...found, ...(await this.items.find(tx, missing))];
  }
}

const isToBeErased = ({ entity, body }: PushedItem): boolean => entity === 'contacts' && body.erase === true;

const isFollowing = (batch: ClaimedBatch): batch is ClaimedBatch & FollowingBatch => batch.movedEvent !== null;
