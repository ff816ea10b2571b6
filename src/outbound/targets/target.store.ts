import { Injectable } from '@nestjs/common';
import type { TenantTransaction } from '../../database/transaction.js';
import type { PushedItem } from '../../providers/push.port.js';
import type { Hint } from '../../work/dispatcher.js';
import { LeaseLostError } from '../../work/lease.js';
import type { ClaimedTarget, Link } from './outbound-target.table.js';
import {
  AGAIN_IF_CHANGED_SQL,
  APPLIED_SQL,
  BEFORE_RELEASE_SQL,
  BEFORE_WAIT_SQL,
  DOUBT_SQL,
  EARLIER_SQL,
  EXTERNAL_IDS_SQL,
  FATE_SQL,
  HOLD_SQL,
  HOLD_WITH_WAITERS_SQL,
  LINKED_TO_OTHER_SQL,
  LINK_SQL,
  POSTPONE_SQL,
  REASON_SQL,
  RECHECK_SQL,
  RELEASE_ALL_SQL,
  RELEASE_HELD_SQL,
  RELEASE_OF_ACCOUNT_SQL,
  RELEASE_OF_RULE_SQL,
  RELEASE_POSTPONED_SQL,
  RELEASE_WAITERS_SQL,
} from './target.sql.js';

/** Why a target is where it is. */
export interface Reason {
  code: string;
  message: string;
}

/** Another target of the same kind that an item feeds, or fed. */
export interface EarlierRow {
  id: string;
  subject: string;
  part: string;
  externalId: string | null;
  wasThere: boolean;
  isOpen: boolean;
}

export interface ExternalObject {
  externalId: string;
  externalVersion: string | null;
}

/** Targets of one kind at one account that are held for the same reason. */
interface HeldGroup {
  integrationId: string;
  target: string;
  /** Its code. */
  reason: string;
}

/** What became of a target that was looked at again. */
interface Fate {
  id: string;
  /** It is still to be sent. */
  isOpen: boolean;
  /** It is held for the same reason again. */
  isHeld: boolean;
}

type LinkableTarget = Pick<ClaimedTarget, 'id' | 'integrationId' | 'target'>;

/** An object is linked to one target of its kind and account. */
const objectName = ({ integrationId, target }: LinkableTarget, externalId: string): string =>
  JSON.stringify(['object', integrationId, target, externalId]);

/** Reasons that only a person's decision on the target ends. */
const FOR_A_PERSON = ['ambiguous_match', 'object_gone'];

/** Rows of `outbound_targets`, besides what the work engine and the planner write. */
@Injectable()
export class TargetStore {
  /**
   * @returns its changes: if they are others than when it was claimed, something else may be wanted by now
   * @throws LeaseLostError when another worker has claimed the target
   */
  async hold(tx: TenantTransaction, { id, fence }: ClaimedTarget): Promise<{ changes: number }> {
    const [now] = await tx.rows<{ changes: number }>(HOLD_SQL, [tx.tenantId, id, fence]);
    if (!now) throw new LeaseLostError();
    return now;
  }

  /** To be called before one looks whether one of these is there, and waits for it if it is not. */
  async beforeWait(tx: TenantTransaction, ids: readonly string[]): Promise<void> {
    if (ids.length > 0) await tx.execute(BEFORE_WAIT_SQL, [ids]);
  }

  /** To be called before one of these comes to be there, or at least before {@link releaseWaiters}. */
  async beforeRelease(tx: TenantTransaction, ids: readonly string[]): Promise<void> {
    if (ids.length > 0) await tx.execute(BEFORE_RELEASE_SQL, [ids]);
  }

  /** To be called before one looks who is {@link linkedTo} an object, and links a target to it. */
  async beforeLink(tx: TenantTransaction, target: LinkableTarget, externalId: string): Promise<void> {
    await this.beforeRelease(tx, [target.id, objectName(target, externalId)]);
  }

  /** {@link hold}, before the target is linked to the object. */
  async holdToLink(tx: TenantTransaction, target: ClaimedTarget, externalId: string): Promise<void> {
    const { id, fence } = target;
    await this.beforeLink(tx, target, externalId);
    const rows = await tx.rows<{ isOurs: boolean }>(HOLD_WITH_WAITERS_SQL, [tx.tenantId, id, fence]);
    if (!rows.some(({ isOurs }) => isOurs)) throw new LeaseLostError();
  }

  /** {@link hold}, before the target waits for another. @returns whether the other one has no id at the provider yet */
  async holdToWait(tx: TenantTransaction, target: ClaimedTarget, other: string): Promise<boolean> {
    await this.beforeWait(tx, [other]);
    await this.hold(tx, target);
    return (await this.externalIds(tx, [other])).size === 0;
  }

  async link(tx: TenantTransaction, id: string, { externalId, externalVersion }: ExternalObject, link: Link) {
    await tx.execute(LINK_SQL, [tx.tenantId, id, externalId, externalVersion, link]);
  }

  /** The object is gone at the provider. */
  async unlink(tx: TenantTransaction, id: string): Promise<void> {
    await tx.execute(LINK_SQL, [tx.tenantId, id, null, null, null]);
  }

  /** Another target that is linked to the same object, if there is one. */
  async linkedTo(tx: TenantTransaction, target: LinkableTarget, externalId: string): Promise<string | undefined> {
    const values = [tx.tenantId, target.integrationId, target.target, externalId, target.id];
    return (await tx.row<{ id: string }>(LINKED_TO_OTHER_SQL, values))?.id;
  }

  /**
   * @param hash of the content; `null`: it is not known to differ from before
   * @param quietSeconds time in which a request may still arrive late
   */
  async recordApplied(
    tx: TenantTransaction,
    id: string,
    { version, hash, quietSeconds = 0 }: { version: number; hash: Buffer | null; quietSeconds?: number },
  ): Promise<void> {
    await tx.execute(APPLIED_SQL, [tx.tenantId, id, version, hash, quietSeconds]);
  }

  async recordReason(tx: TenantTransaction, id: string, reason: Reason | null, waitsFor: string | null = null) {
    await tx.execute(REASON_SQL, [tx.tenantId, id, reason && JSON.stringify(reason), waitsFor]);
  }

  async recordDoubt(tx: TenantTransaction, id: string, inDoubt: boolean): Promise<void> {
    await tx.execute(DOUBT_SQL, [tx.tenantId, id, inDoubt]);
  }

  /**
   * Sends the target again if an item has changed meanwhile.
   * @param changes of the target that what was sent was built with
   */
  async againIfChanged(tx: TenantTransaction, id: string, changes: number): Promise<void> {
    await tx.execute(AGAIN_IF_CHANGED_SQL, [tx.tenantId, id, changes]);
  }

  async postpone(tx: TenantTransaction, id: string, seconds: number): Promise<void> {
    await tx.execute(POSTPONE_SQL, [tx.tenantId, id, seconds]);
  }

  /** Releases what waits for one of these targets or items. @returns a hint for each job */
  async releaseWaiters(tx: TenantTransaction, ids: readonly string[]): Promise<Hint[]> {
    const released = await tx.rows<{ id: string; job: string }>(RELEASE_WAITERS_SQL, [tx.tenantId, ids]);
    const first = new Map(released.map(({ id, job }) => [job, id]));
    return [...first].map(([job, id]) => ({ job, payload: { tenantId: tx.tenantId, id } }));
  }

  /** Releases the targets of an integration that were held for one of these reasons. */
  releaseHeld(tx: TenantTransaction, integrationId: string, codes: readonly string[]): Promise<number> {
    return tx.execute(RELEASE_HELD_SQL, [tx.tenantId, integrationId, codes]);
  }

  /**
   * Releases some of a group that were not looked at for so many seconds.
   * @returns their ids, at most so many
   */
  async recheck(tx: TenantTransaction, group: HeldGroup, seconds: number, most: number): Promise<string[]> {
    const { integrationId, target, reason } = group;
    const values = [tx.tenantId, integrationId, target, reason, seconds, most];
    return (await tx.rows<{ id: string }>(RECHECK_SQL, values)).map(({ id }) => id);
  }

  /** What became of targets that were {@link recheck}ed. One that is gone is left out. */
  async fates(tx: TenantTransaction, ids: readonly string[], { reason }: HeldGroup): Promise<Fate[]> {
    return ids.length === 0 ? [] : tx.rows<Fate>(FATE_SQL, [tx.tenantId, ids, reason]);
  }

  /** Releases all that an account has held. */
  releaseAll(tx: TenantTransaction, integrationId: string): Promise<number> {
    return tx.execute(RELEASE_ALL_SQL, [tx.tenantId, integrationId]);
  }

  /** Releases what a rule has held or left out, because it was changed. */
  releaseOfRule(tx: TenantTransaction, integrationId: string, targets: readonly string[]): Promise<number> {
    return tx.execute(RELEASE_OF_RULE_SQL, [tx.tenantId, integrationId, targets]);
  }

  /** Releases what an account has held or left out, because it can be used again or is set up in another way. */
  releaseOfAccount(tx: TenantTransaction, integrationId: string): Promise<number> {
    return tx.execute(RELEASE_OF_ACCOUNT_SQL, [tx.tenantId, integrationId, FOR_A_PERSON]);
  }

  /** The provider answers again: what waited for that is due within so many seconds. */
  releasePostponed(tx: TenantTransaction, integrationId: string, codes: readonly string[], withinSeconds: number) {
    return tx.execute(RELEASE_POSTPONED_SQL, [tx.tenantId, integrationId, codes, withinSeconds]);
  }

  /** Targets of the same kind and integration that these items feed or fed besides. */
  async earlier(
    tx: TenantTransaction,
    { id, integrationId, target }: ClaimedTarget,
    items: readonly PushedItem[],
  ): Promise<EarlierRow[]> {
    if (items.length === 0) return [];
    const refs = [items.map(({ entity }) => entity), items.map(({ platformId }) => platformId)];
    return tx.rows<EarlierRow>(EARLIER_SQL, [tx.tenantId, id, integrationId, target, ...refs]);
  }

  /** Ids at the provider, of those targets that have one. */
  async externalIds(tx: TenantTransaction, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
    if (ids.length === 0) return new Map();
    const rows = await tx.rows<{ id: string; externalId: string }>(EXTERNAL_IDS_SQL, [tx.tenantId, ids]);
    return new Map(rows.map(({ id, externalId }) => [id, externalId]));
  }
}
