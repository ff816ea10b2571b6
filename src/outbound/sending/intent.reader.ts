import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import type { TenantTransaction } from '../../database/transaction.js';
import {
  nameOf,
  type Desired,
  type EarlierTarget,
  type FormerItem,
  type Need,
  type PushedItem,
  type PushIntent,
  type ReadItem,
  type TargetKey,
} from '../../providers/push.port.js';
import { itemsOf } from '../../providers/kit/push/pushed.items.js';
import { ConsentStore } from '../consent/consent.store.js';
import { itemName, type ItemRef, ItemStore } from '../items/item.store.js';
import { PostedPaymentStore } from '../planning/posted.payment.store.js';
import { NOTHING_POSTED, type PostedPayments } from '../planning/posted.payments.js';
import { takes, venueOf, venueSourceOf } from '../planning/venue.routing.js';
import { OperationStore, type PastOperations } from '../targets/operation.store.js';
import { itemId, referenceOf, targetId } from '../targets/target.names.js';
import { TargetStore, type EarlierRow } from '../targets/target.store.js';
import type { PushAccount, Turn } from './turn.js';

/** What is missing before a request can be built. */
export interface Missing {
  /** Id of the target or item that is waited for. */
  id: string;
  message: string;
  withinSeconds?: number;
  /** The item that is waited for. Absent: it is a target. */
  item?: ItemRef;
}

/** The generation, and how many were not taken, are for the key of the next operation. */
export interface ReadIntent extends PastOperations {
  intent: PushIntent;
  /** All that it was read from. */
  sources: readonly PushedItem[];
  /** The highest version of the items. */
  version: number;
  missing: Missing | null;
  /** What is needed and has no id at the provider yet, whether or not it is waited for. */
  unmet: readonly Need[];
  /** An item would want the target if the integration were for its venue. */
  isOfOtherVenue: boolean;
  /** A target that its items have left is still to be sent, or may have been posted in other books: that goes first. */
  isTooEarly: boolean;
}

/** The sources of a target: which of them want it, and what they want for it. */
interface Sorted {
  items: PushedItem[];
  former: FormerItem[];
  wishes: Desired[];
  missing: Missing | null;
  isOfOtherVenue: boolean;
}

/** As much of a turn as reading needs: nothing is sent. */
export interface ReadingTurn extends Pick<Turn, 'target' | 'spec'> {
  account: Pick<PushAccount, 'integration' | 'push' | 'rules'>;
  context: { tenantId: string };
}

/** Reads all that a request is built from, in one transaction. */
@Injectable()
export class IntentReader {
  constructor(
    private readonly database: Database,
    private readonly items: ItemStore,
    private readonly targets: TargetStore,
    private readonly operations: OperationStore,
    private readonly consents: ConsentStore,
    private readonly posted: PostedPaymentStore,
  ) {}

  read(turn: Turn): Promise<ReadIntent> {
    return this.database.inTenant(turn.context.tenantId, (tx) => this.readIn(tx, turn));
  }

  /** {@link read}, in a transaction that has written more than is committed. */
  async readIn(tx: TenantTransaction, turn: ReadingTurn): Promise<ReadIntent> {
    const { target, spec, account, context } = turn;
    const { integration, rules, push } = account;
    const sources = await this.items.sourcesOf(tx, target.id);
    const posted = spec.isMoney && integration.venueId !== null ? await this.posted.find(tx, sources) : NOTHING_POSTED;
    const { items, former, wishes, isOfOtherVenue, ...sorted } = await this.sorted(tx, turn, target, sources, posted);
    const reads = wishes.flatMap((wish) => wish.reads);
    const { related, awaited } = await this.related(tx, account, items, reads);
    const further = push.needs?.(items, related, keyOf(target), rules) ?? [];
    const { links, missing, unmet } = await this.links(tx, turn, [...wishes.flatMap((wish) => wish.needs), ...further]);
    const earlier = spec.followsItems ? await this.targets.earlier(tx, target, items) : [];
    const forgottenAt = await this.consents.forgottenAt(tx, addressesOf(items.length > 0 ? items : former));
    const left = items.length === 0 && spec.followsItems ? addressesOf(former) : [];
    const revoked = await this.consents.revokedOf(tx, integration.id, left);
    const present = spec.followsItems ? itemsOf(items, 'contacts') : [];
    const revocation = await this.consents.revocation(tx, integration.id, present);
    const isForgotten = spec.isOfContact === true && (await this.items.isForgotten(tx, target.subject));
    const intent = {
      ...keyOf(target),
      items,
      former,
      related,
      links,
      rules,
      settings: integration.settings,
      reference: referenceOf({ ...integration, tenantId: context.tenantId }, target),
      ...(spec.followsItems && target.link !== null && { wasThere: true as const }),
      ...(earlier.length > 0 && { earlier: earlier.map(asEarlier) }),
      ...(revoked.length > 0 && { revoked }),
      ...(revocation && { revokedAt: revocation.at }),
      ...(revocation?.byContactAt !== undefined && { revokedByContactAt: revocation.byContactAt }),
      ...(forgottenAt !== null && { forgottenAt }),
      ...(isForgotten && { isForgotten }),
    };
    return {
      intent,
      sources,
      version: Math.max(0, ...sources.map((item) => item.version)),
      ...(await this.operations.pastOf(tx, target.id, target.operation)),
      missing: sorted.missing ?? missingItem(context.tenantId, awaited) ?? missing,
      unmet,
      isOfOtherVenue,
      isTooEarly:
        (await this.isOneLeft(tx, turn, earlier)) || items.some((item) => posted.isInDoubt(integration, item)),
    };
  }

  /** Whether the items of a target are as they were read, whether or not what has come since is planned. */
  async isCurrent(tx: TenantTransaction, targetId: string, { sources }: ReadIntent): Promise<boolean> {
    return isDeepStrictEqual(await this.items.sourcesOf(tx, targetId), sources);
  }

  /** Whether an item that was missing has been pushed meanwhile. */
  async isThere(tx: TenantTransaction, { item }: Missing): Promise<boolean> {
    return item !== undefined && (await this.items.find(tx, [item])).length > 0;
  }

  private async related(
    tx: TenantTransaction,
    { push, rules }: ReadingTurn['account'],
    items: readonly PushedItem[],
    reads: Desired['reads'],
  ): Promise<{ related: PushedItem[]; awaited: ReadItem | null }> {
    const named = await this.items.find(tx, reads);
    const further = push.reads?.(items, named, rules) ?? [];
    const related = further.length === 0 ? named : [...named, ...(await this.items.find(tx, further))];
    const known = new Set(related.map(itemName));
    const awaited = [...reads, ...further].find((read) => read.isAwaited && !known.has(itemName(read)));
    return { related, awaited: awaited ?? null };
  }

  private async sorted(
    tx: TenantTransaction,
    turn: ReadingTurn,
    key: TargetKey,
    sources: readonly PushedItem[],
    posted = NOTHING_POSTED,
  ) {
    const refs = sources.flatMap((item) => venueSourceOf(item) ?? []);
    return sort(turn, key, sources, { venues: await this.items.find(tx, refs), posted });
  }

  /** Whether all items have left one of these, which is still to be sent. One that is wanted by others moves nothing. */
  private async isOneLeft(tx: TenantTransaction, turn: ReadingTurn, earlier: readonly EarlierRow[]): Promise<boolean> {
    for (const { id, subject, part, isOpen } of earlier) {
      if (!isOpen) continue;
      const key = { target: turn.target.target, subject, part };
      const { items } = await this.sorted(tx, turn, key, await this.items.sourcesOf(tx, id));
      if (items.length === 0) return true;
    }
    return false;
  }

  private async links(
    tx: TenantTransaction,
    { target, account, context }: ReadingTurn,
    wanted: readonly Need[],
  ): Promise<{ links: ReadonlyMap<string, string>; missing: Missing | null; unmet: Need[] }> {
    const needs = [...new Map(wanted.map((need) => [nameOf(need), need])).values()];
    const named = needs.map((need) => ({ need, id: targetId(context.tenantId, account.integration.id, need) }));
    const ids = await this.targets.externalIds(
      tx,
      named.map(({ id }) => id),
    );
    const links = new Map<string, string>();
    const unmet: Need[] = [];
    let missing: Missing | null = null;
    for (const { need, id } of named) {
      const externalId = ids.get(id);
      if (externalId !== undefined) {
        links.set(nameOf(need), externalId);
        continue;
      }
      unmet.push(need);
      if (isStillAwaited(need, target.waitedSeconds)) {
        missing ??= { id, message: describe(need), withinSeconds: need.withinSeconds };
      }
    }
    return { links, missing, unmet };
  }
}

function sort(
  turn: ReadingTurn,
  key: TargetKey,
  sources: readonly PushedItem[],
  { venues, posted }: { venues: readonly PushedItem[]; posted: PostedPayments },
): Sorted {
  const { account, context } = turn;
  const { integration, push, rules } = account;
  const { id, venueId, settings } = integration;
  const scope = { id, venueId, settings, rules };
  const events = new Map(venues.map((event) => [itemName(event), event]));
  const sorted: Sorted = { items: [], former: [], wishes: [], missing: null, isOfOtherVenue: false };
  for (const item of sources) {
    const wish = push.plan(item, rules, settings).find((desired) => nameOf(desired) === nameOf(key));
    const source = venueSourceOf(item);
    const venue = venueOf(item, source ? events.get(itemName(source)) : undefined);
    const taken = isToldToForget(item, turn) || (posted.routeOf(scope, item) ?? takes(scope, item, venue));
    if (wish && taken === true) {
      sorted.items.push(item);
      sorted.wishes.push(wish);
      continue;
    }
    sorted.former.push(taken === false ? { ...item, isOfOtherVenue: true } : item);
    if (wish && taken === false) sorted.isOfOtherVenue = true;
    if (wish && taken === 'unknown' && source) {
      const awaited = itemId(context.tenantId, source.entity, source.platformId);
      sorted.missing = { id: awaited, message: `The event ${source.platformId}`, item: source };
    }
  }
  return sorted;
}

/** Whatever its venue is now, a contact is erased wherever it was. */
function isToldToForget({ entity, body }: PushedItem, { target }: ReadingTurn): boolean {
  return entity === 'contacts' && body.erase === true && target.externalId !== null;
}

function missingItem(tenantId: string, awaited: ReadItem | null): Missing | null {
  if (!awaited) return null;
  const { entity, platformId } = awaited;
  const message = `The ${entity.slice(0, -1)} ${platformId}`;
  return { id: itemId(tenantId, entity, platformId), message, item: { entity, platformId } };
}

/** A contact that was erased has none. */
function addressesOf(items: readonly PushedItem[]): string[] {
  return itemsOf(items, 'contacts').flatMap(({ body }) => body.email || []);
}

const asEarlier = ({ subject, externalId, wasThere }: EarlierRow): EarlierTarget => ({ subject, externalId, wasThere });

const keyOf = ({ target, subject, part }: TargetKey): TargetKey => ({ target, subject, part });

function isStillAwaited({ withinSeconds }: Need, waitedSeconds: number): boolean {
  return withinSeconds === undefined || waitedSeconds < withinSeconds;
}

function describe({ target, subject, part }: Need): string {
  return `${target} of ${subject}${part ? ` (${part})` : ''}`;
}
