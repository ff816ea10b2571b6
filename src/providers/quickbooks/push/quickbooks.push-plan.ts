import type { Desired, Need, PushedItem, Rules, TargetKey } from '../../push.port.js';
import { boughtWith, buyerOf, customerOf, customersOf, takesVenueOfEvent } from './quickbooks.customers.js';
import { paidFor } from './quickbooks.paid-for.js';
import {
  eventIdOf,
  relatedEvent,
  relatedPayment,
  type PushedEvent,
  type PushedPayment,
} from './quickbooks.pushed-items.js';
import { isBeforeStart, whyNotPosted } from './quickbooks.posting.js';
import { chosen, isOn } from './quickbooks.push-rules.js';
import { isMoney } from './quickbooks.push-targets.js';

/** A refund waits so long for its sale, and is posted without it after that. */
const SALE_WITHIN_SECONDS = 86_400;
/** It is not known whether a refund will be posted: what takes it back is told once it is. */
const REFUND_WITHIN_SECONDS = 0;

const target = (name: string, subject: string, part = ''): TargetKey => ({ target: name, subject, part });

/** What an item wants in the books. What it needs is known only once the items are that it reads: see {@link neededBy}. */
export function planForQuickBooks(item: PushedItem, rules: Rules): readonly Desired[] {
  if (item.entity === 'events') return plannedForEvent(item.body, rules);
  if (item.entity === 'payments') return plannedForPayment(item.body, rules);
  return [];
}

function plannedForEvent(event: PushedEvent, rules: Rules): Desired[] {
  const { id, ticketTypes } = event;
  const mode = chosen(rules, 'sale', 'items');
  const parts = mode === 'one' ? [] : mode === 'event' ? [''] : ticketTypes.map((type) => type.id);
  const keys = [...customersOf(event, rules), ...parts.map((part) => target('item', id, part))];
  return keys.map((key) => ({ ...key, needs: [], reads: [] }));
}

function plannedForPayment(payment: PushedPayment, rules: Rules): Desired[] {
  const { id, type, eventId } = payment;
  if (type !== 'ticket_purchase' && type !== 'refund') return [];
  const event = eventId ? [eventRead(eventId, isVenueAwaited(payment, null, rules))] : [];
  const documents =
    type === 'refund' ? refundsOf(payment, event) : [{ ...target('sale', id), needs: [], reads: event }];
  const buyer = buyerOf(payment, rules);
  return buyer ? [{ ...buyer, needs: [], reads: [] }, ...documents] : documents;
}

function refundsOf({ id, status, refundOfId }: PushedPayment, event: Desired['reads']): Desired[] {
  const sale = refundOfId ? [{ entity: 'payments' as const, platformId: refundOfId }] : [];
  const wish = { needs: [], reads: [...event, ...sale] };
  const refund = { ...target('refund', id), ...wish };
  return status === 'failed' ? [refund, { ...target('journal', id), ...wish }] : [refund];
}

/** The event of a refund that names none itself. */
export function furtherReads(
  items: readonly PushedItem[],
  related: readonly PushedItem[],
  rules: Rules,
): Desired['reads'] {
  const [item] = items;
  if (item?.entity !== 'payments') return [];
  const payment = item.body;
  const sale = relatedPayment({ related }, payment.refundOfId);
  const platformId = eventIdOf(payment, sale);
  const isKnown = platformId === null || platformId === payment.eventId;
  return isKnown ? [] : [eventRead(platformId, isVenueAwaited(payment, sale, rules))];
}

const eventRead = (platformId: string, isAwaited: boolean): Desired['reads'][number] => ({
  entity: 'events',
  platformId,
  ...(isAwaited && { isAwaited }),
});

/** The customer of a document is that of a venue which only its event says. */
function isVenueAwaited(payment: PushedPayment, sale: PushedPayment | null, rules: Rules): boolean {
  return whyNotPosted(payment, rules) === null && takesVenueOfEvent(boughtWith(payment, sale, rules), rules);
}

/** What must be in the books before a document can name it. A document that is not posted needs nothing. */
export function neededBy(
  items: readonly PushedItem[],
  related: readonly PushedItem[],
  { target: name }: TargetKey,
  rules: Rules,
): readonly Need[] {
  const [item] = items;
  if (item?.entity !== 'payments' || !isMoney(name)) return [];
  const payment = item.body;
  if (name === 'journal') return [{ ...target('refund', payment.id), withinSeconds: REFUND_WITHIN_SECONDS }];
  if (whyNotPosted(payment, rules)) return [];
  const sale = relatedPayment({ related }, payment.refundOfId);
  const links = linksOf(payment, { sale, event: relatedEvent({ related }, eventIdOf(payment, sale)) }, rules);
  return [...links, ...(name === 'refund' ? saleOf(payment, sale, rules) : [])];
}

interface Related {
  sale: PushedPayment | null;
  event: PushedEvent | null;
}

/** The customer and the items that the document of a payment names. */
function linksOf(payment: PushedPayment, { sale, event }: Related, rules: Rules): TargetKey[] {
  const eventId = eventIdOf(payment, sale);
  const customer = customerOf(boughtWith(payment, sale, rules), event, rules);
  const items = paidFor(payment, sale).lines.flatMap(
    ({ type, ticketTypeId }) => itemOf({ type, ticketTypeId }, eventId, rules) ?? [],
  );
  return customer ? [customer, ...items] : items;
}

/** The item that is made for a ticket, or for what is taken off it. `null`: one that was chosen. */
export function itemOf(
  { type, ticketTypeId }: { type: string; ticketTypeId: string | null },
  eventId: string | null | undefined,
  rules: Rules,
): TargetKey | null {
  if (!eventId || !isOn(rules, 'item')) return null;
  if (type !== 'ticket' && (type !== 'discount' || chosen(rules, 'sale', 'discountItem'))) return null;
  const mode = chosen(rules, 'sale', 'items');
  if (mode === 'event') return target('item', eventId);
  if (mode === 'one' || ticketTypeId === null) return null;
  return target('item', eventId, ticketTypeId);
}

/** There is nothing to wait for if the sale is none of those that are posted. */
function saleOf({ refundOfId }: PushedPayment, sale: PushedPayment | null, rules: Rules): Need[] {
  if (!refundOfId || !isOn(rules, 'sale') || (sale && isBeforeStart(sale, rules))) return [];
  return [{ ...target('sale', refundOfId), withinSeconds: SALE_WITHIN_SECONDS }];
}
