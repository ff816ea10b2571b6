import { nameOf, type PushedItem, type PushPort, type Rules } from '../../providers/push.port.js';
import { itemName } from '../items/item.store.js';
import type { PostedPayments } from './posted.payments.js';
import { OTHER_VENUE, RULE_OFF } from '../targets/held.reasons.js';
import { itemId, targetId } from '../targets/target.names.js';
import type { Reason } from '../targets/target.store.js';
import { takes, venueOf, venueSourceOf, type VenueScope } from './venue.routing.js';

/** A connected account that items may be pushed to. */
export interface PlannedIntegration extends VenueScope {
  tenantId: string;
  provider: string;
  push: PushPort;
  rules: Rules;
  /** Whether the provider keeps the consents of contacts. Absent: it does not. */
  keepsConsents?: boolean;
}

export interface PlanInput {
  /** Items of the batch, as they are now. */
  items: readonly PushedItem[];
  /** Events that say the venue of an item. */
  events: readonly PushedItem[];
  /** Where payments were posted, by the id of the payment. */
  posted: PostedPayments;
  integrations: readonly PlannedIntegration[];
  /** Whether the caller has named the integrations: it is then told which of them do not take an item. */
  isNamed: boolean;
}

export interface PlannedTarget {
  id: string;
  integrationId: string;
  provider: string;
  target: string;
  subject: string;
  part: string;
  entity: string;
  platformId: string;
  wanted: number;
  status: 'pending' | 'waiting' | 'skipped';
  /** Unless it is pending. */
  reason: Reason | null;
  waitsFor: string | null;
}

export interface PlannedSource {
  targetId: string;
  entity: string;
  platformId: string;
  /** Of the item; negative: it does not want the target, and is told what becomes of it. */
  version: number;
}

export interface Plan {
  /** One for each target, in the order of the ids. */
  targets: PlannedTarget[];
  sources: PlannedSource[];
}

type Fate = Pick<PlannedTarget, 'status' | 'reason' | 'waitsFor'>;

/** Of a contact that a target is about: older than each one that is pushed. */
const NOT_TOLD_YET = -1;
const PENDING: Fate = { status: 'pending', reason: null, waitsFor: null };
const IS_OF_OTHER_VENUE = skipped(OTHER_VENUE);
const IS_OFF = skipped(RULE_OFF);

/** What the items want at the integrations. The order of the items, and how often they are planned, make no difference. */
export function planItems({ items, events, posted, integrations, isNamed }: PlanInput): Plan {
  const known = new Map(events.map((event) => [itemName(event), event]));
  const targets = new Map<string, PlannedTarget>();
  const sources = new Map<string, PlannedSource>();
  for (const integration of integrations) {
    for (const item of items) {
      const routed = routeOf(integration, item, known, posted);
      if (routed === IS_OF_OTHER_VENUE && !isNamed) continue;
      for (const target of targetsOf(integration, item, routed)) {
        targets.set(target.id, merged(targets.get(target.id), target));
        const { entity, platformId, version } = item;
        const source = {
          targetId: target.id,
          entity,
          platformId,
          version: routed === IS_OF_OTHER_VENUE ? -version : version,
        };
        sources.set(`${target.id} ${itemName(item)}`, source);
        const contact = contactOf(integration, target);
        if (contact) sources.set(`${target.id} ${itemName(contact)}`, contact);
      }
    }
  }
  return { targets: [...targets.values()].sort(byId), sources: [...sources.values()].sort(bySource) };
}

function routeOf(
  integration: PlannedIntegration,
  item: PushedItem,
  known: ReadonlyMap<string, PushedItem>,
  posted: PostedPayments,
): Fate {
  const source = venueSourceOf(item);
  const venue = venueOf(item, source ? known.get(itemName(source)) : undefined);
  const taken = posted.routeOf(integration, item) ?? takes(integration, item, venue);
  if (taken === true) return PENDING;
  if (taken === false || !source) return IS_OF_OTHER_VENUE;
  return {
    status: 'waiting',
    reason: { code: 'dependency', message: `The event ${source.platformId} was not pushed yet` },
    waitsFor: itemId(integration.tenantId, source.entity, source.platformId),
  };
}

function targetsOf(integration: PlannedIntegration, item: PushedItem, routed: Fate): PlannedTarget[] {
  const { tenantId, id: integrationId, provider, push, rules, settings } = integration;
  const ruleOf = new Map(push.targets.map(({ name, rule }) => [name, rule]));
  return push.plan(item, rules, settings).map(({ target, subject, part }) => {
    const rule = ruleOf.get(target);
    if (rule === undefined)
      throw new Error(`${provider} plans ${nameOf({ target, subject, part })}, which it has not declared`);
    const fate = routed === PENDING && !rules.get(rule)?.enabled ? IS_OFF : routed;
    const { entity, platformId, version: wanted } = item;
    const id = targetId(tenantId, integrationId, { target, subject, part });
    return { id, integrationId, provider, target, subject, part, entity, platformId, wanted, ...fate };
  });
}

/** The contact that a target is about feeds it too, whether or not it was pushed. */
function contactOf({ push }: PlannedIntegration, { id, target, subject }: PlannedTarget) {
  const isOfContact = push.targets.find(({ name }) => name === target)?.isOfContact;
  if (!isOfContact) return null;
  return { targetId: id, entity: 'contacts' as const, platformId: subject, version: NOT_TOLD_YET };
}

/** Two items that feed one target: it is sent if one of them has it sent. */
function merged(one: PlannedTarget | undefined, other: PlannedTarget): PlannedTarget {
  if (!one) return other;
  const [first, second] = one.platformId <= other.platformId ? [one, other] : [other, one];
  const { status, reason, waitsFor } = [first, second].find((target) => target.status === 'pending') ?? first;
  return { ...first, status, reason, waitsFor, wanted: Math.max(one.wanted, other.wanted) };
}

function skipped(reason: Reason): Fate {
  return { status: 'skipped', reason, waitsFor: null };
}

function byId(a: { id: string }, b: { id: string }): number {
  return a.id < b.id ? -1 : 1;
}

function bySource(a: PlannedSource, b: PlannedSource): number {
  if (a.targetId !== b.targetId) return a.targetId < b.targetId ? -1 : 1;
  return a.platformId < b.platformId ? -1 : 1;
}
