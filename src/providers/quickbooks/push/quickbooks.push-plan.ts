import type { Desired, Need, PushedItem, Rules, TargetKey } from '../../push.port.js';
import { paidFor } from './quickbooks.paid-for.js';
import { relatedEvent, relatedPayment, type PushedEvent, type PushedPayment } from './quickbooks.pushed-items.js';
import { isBeforeStart, whyNotPosted } from './quickbooks.posting.js';
import { chosen, isOn } from './quickbooks.push-rules.js';

/** A refund waits so long for its sale, and is posted without it after that. */
const SALE_WITHIN_SECONDS = 86_400;
/** So long it may take until it is known whether a refund was posted. */
const REFUND_WITHIN_SECONDS = 86_400;

const target = (name: string, subject: string, part = ''): TargetKey => ({ target: name, subject, part });

/** What an item wants in the books. What it needs is known only once the items are that it reads: see {@link neededBy}. */
export function planForQuickBooks(item: PushedItem, rules: Rules): readonly Desired[] {
  if (item.entity === 'events') return plannedForEvent(item.body, rules);
  if (item.entity === 'payments') return plannedForPayment(item.body);
  return [];
}

function plannedForEvent({ id, ticketTypes }: PushedEvent, rules: Rules): Desired[] {
  const mode = chosen(rules, 'sale', 'items');
  const parts = mode === 'one' ? [] : mode === 'event' ? [''] : ticketTypes.map((type) => type.id);
  const currencies = chosen(rules, 'sale', 'customer') === 'none' ? [] : currenciesOf({ ticketTypes });
  const keys = [
    ...currencies.map((currency) => target('customer', id, currency)),
    ...parts.map((part) => target('item', id, part)),
  ];
  return keys.map((key) => ({ ...key, needs: [], reads: [] }));
}

function plannedForPayment({ id, type, status, eventId, refundOfId }: PushedPayment): Desired[] {
  const event = eventId ? [{ entity: 'events' as const, platformId: eventId }] : [];
  if (type === 'ticket_purchase') return [{ ...target('sale', id), needs: [], reads: event }];
  if (type !== 'refund') return [];
  const sale = refundOfId ? [{ entity: 'payments' as const, platformId: refundOfId }] : [];
  const wish = { needs: [], reads: [...event, ...sale] };
  const refund = { ...target('refund', id), ...wish };
  return status === 'failed' ? [refund, { ...target('journal', id), ...wish }] : [refund];
}

/** What must be in the books before a document can name it. A document that is not posted needs nothing. */
export function neededBy(
  items: readonly PushedItem[],
  related: readonly PushedItem[],
  { target: name }: TargetKey,
  rules: Rules,
): readonly Need[] {
  const [item] = items;
  if (item?.entity !== 'payments') return [];
  const payment = item.body;
  if (name === 'journal') return [{ ...target('refund', payment.id), withinSeconds: REFUND_WITHIN_SECONDS }];
  if (whyNotPosted(payment, rules)) return [];
  const sale = relatedPayment({ related }, payment.refundOfId);
  const links = linksOf(payment, { sale, event: relatedEvent({ related }, payment.eventId) }, rules);
  return [...links, ...(name === 'refund' ? saleOf(payment, sale, rules) : [])];
}

interface Related {
  sale: PushedPayment | null;
  event: PushedEvent | null;
}

/** The customer and the items that the document of a payment names. */
function linksOf(payment: PushedPayment, { sale, event }: Related, rules: Rules): TargetKey[] {
  const customer = customerOf(payment, event, rules);
  const items = paidFor(payment, sale).lines.flatMap(
    ({ type, ticketTypeId }) => itemOf({ type, ticketTypeId }, payment.eventId ?? sale?.eventId, rules) ?? [],
  );
  return customer ? [customer, ...items] : items;
}

/** An event that does not sell in the currency has no customer in it. */
export function customerOf(
  { eventId, currency }: PushedPayment,
  event: PushedEvent | null,
  rules: Rules,
): TargetKey | null {
  if (!eventId || !isOn(rules, 'sale') || chosen(rules, 'sale', 'customer') === 'none') return null;
  if (event && !currenciesOf(event).includes(currency)) return null;
  return target('customer', eventId, currency);
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

function currenciesOf({ ticketTypes }: Pick<PushedEvent, 'ticketTypes'>): string[] {
  return [...new Set(ticketTypes.map(({ currency }) => currency))].sort();
}
