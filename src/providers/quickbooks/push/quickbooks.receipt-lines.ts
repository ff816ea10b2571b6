import { nameOf, type PushIntent } from '../../push.port.js';
import { HeldBack } from './quickbooks.held-back.js';
import { amountOfLine, condensed, type Paid, type PaidLine } from './quickbooks.paid-lines.js';
import { cut } from './quickbooks.names.js';
import type { TaxPlace } from './quickbooks.tax.js';
import { itemOf } from './quickbooks.push-plan.js';
import { chosen } from './quickbooks.push-rules.js';
import type { LineType } from './quickbooks.pushed-items.js';
import { amountOf } from './quickbooks.push-requests.js';

type Fields = Readonly<Record<string, unknown>>;

/** What QuickBooks takes. */
export interface BookLimits {
  /** Digits of an amount before the point. */
  wholeDigits: number;
  /** Lines of one document. */
  lines: number;
}

interface Lines {
  paid: Paid;
  tax: TaxPlace;
  currency: string;
  eventId: string | null | undefined;
  classId: string | null;
}

/** Options of the rule `sale` that name the items of lines. */
export const ITEM_OPTIONS: Readonly<Record<LineType, string>> = {
  ticket: 'ticketItem',
  fee: 'feeItem',
  tip: 'tipItem',
  donation: 'donationItem',
  gift_card: 'giftCardItem',
  shipping: 'shippingItem',
  discount: 'discountItem',
  other: 'otherItem',
};
export const TAX_OPTION = 'taxItem';
export const TAX = 'Tax';
const MOST_DESCRIPTION = 4_000;

/**
 * The lines of a receipt. An amount is always quantity times price, digit by digit. The tax is where `tax` says.
 * @throws HeldBack when an item is not chosen yet
 */
export function receiptLines(
  intent: PushIntent,
  { paid, tax, currency, eventId, classId }: Lines,
  limits: BookLimits,
): Fields[] {
  const write = (line: PaidLine, itemId: string, code: { value: string }): Fields => ({
    Amount: amountOf(amountOfLine(line), currency, limits.wholeDigits),
    DetailType: 'SalesItemLineDetail',
    Description: cut(line.description, MOST_DESCRIPTION),
    SalesItemLineDetail: {
      ItemRef: { value: itemId },
      Qty: Number(line.quantity),
      UnitPrice: amountOf(line.unitMinor, currency, limits.wholeDigits),
      TaxCodeRef: code,
      ...(classId && { ClassRef: { value: classId } }),
    },
  });
  const { lineMinor: unitMinor, codeOf } = tax;
  const room = unitMinor === 0n ? limits.lines : limits.lines - 1;
  const lines = condensed(paid.lines, room).map((line) => write(line, itemIdOf(intent, line, eventId), codeOf(line)));
  if (unitMinor === 0n) return lines;
  const line = {
    type: 'other',
    description: TAX,
    quantity: 1n,
    unitMinor,
    ticketTypeId: null,
    isTaxed: false,
  } as const;
  return [...lines, write(line, requireChosen(intent, TAX_OPTION, 'the tax'), codeOf(line))];
}

function itemIdOf(intent: PushIntent, line: PaidLine, eventId: string | null | undefined): string {
  const made = itemOf(line, eventId, intent.rules);
  if (!made) return requireChosen(intent, ITEM_OPTIONS[line.type], `lines of type ${line.type}`);
  const linked = intent.links.get(nameOf(made));
  if (linked === undefined) {
    throw HeldBack.waiting('dependency', `The item of ${made.part || `the event ${made.subject}`} is not there yet`);
  }
  return linked;
}

/** @throws HeldBack */
function requireChosen({ rules }: PushIntent, option: string, what: string): string {
  const id = chosen(rules, 'sale', option);
  if (id === null) throw HeldBack.waiting('account', `Choose the item of ${what}: ${option} of the rule sale`);
  return id;
}
