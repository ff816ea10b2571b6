import { splitByWeight } from '../../kit/split.js';
import { HeldBack } from './quickbooks.held-back.js';
import type { LineType, PushedLine, PushedPayment } from './quickbooks.pushed-items.js';

/** A line of what was paid, without tax. */
export interface PaidLine {
  type: LineType;
  description: string;
  quantity: bigint;
  unitMinor: bigint;
  ticketTypeId: string | null;
  /** Tax was paid for it. */
  isTaxed: boolean;
}

/** What was paid: the lines and the tax add up to the amount. */
export interface Paid {
  lines: readonly PaidLine[];
  taxMinor: bigint;
}

type Amounts = Pick<PushedPayment, 'amountMinor' | 'taxMinor' | 'lines'>;

const WHOLE = 'Tickets';

/**
 * The lines of a payment. Those that differ in nothing but their number are one.
 * @throws HeldBack when they do not add up: parts of a payment may have been pushed at different times
 */
export function paidLines(payment: Amounts): Paid {
  const { amountMinor, taxMinor, lines } = payment;
  if (!lines?.length) return wholeAmount(payment);
  const tax = lines.reduce((sum, line) => sum + BigInt(line.taxMinor ?? 0), 0n);
  const paid = lines.map(lineOf);
  if (tax !== BigInt(taxMinor ?? 0) || sumOf(paid) + tax !== BigInt(amountMinor)) {
    throw HeldBack.dead('lines_do_not_add_up', 'The lines and taxes of the payment do not add up to its amount');
  }
  return { lines: merged(paid), taxMinor: tax };
}

/** A payment without lines is one line of tickets. @throws HeldBack when the tax is more than the amount */
export function wholeAmount({ amountMinor, taxMinor }: Amounts): Paid {
  const tax = BigInt(taxMinor ?? 0);
  if (tax > BigInt(amountMinor)) throw HeldBack.dead('lines_do_not_add_up', 'The tax is more than the amount');
  return { lines: [ticketsFor(BigInt(amountMinor) - tax, tax !== 0n)], taxMinor: tax };
}

/**
 * What a refund gives back of its sale. All of it has the lines of the sale. A part of it is shared out by what was paid for
 * each line, so that it adds up to the amount.
 */
export function givenBack(refund: Amounts, sale: Amounts): Paid {
  const paid = paidLines(sale);
  const isWhole =
    refund.amountMinor === sale.amountMinor && (refund.taxMinor ?? sale.taxMinor ?? 0) === (sale.taxMinor ?? 0);
  if (isWhole) return paid;
  const { lines, taxMinor } = paid;
  const amounts = lines.map(amountOfLine);
  const given = typeof refund.taxMinor === 'number' ? BigInt(refund.taxMinor) : null;
  const shares = share(BigInt(refund.amountMinor) - (given ?? 0n), given === null ? [...amounts, taxMinor] : amounts);
  const tax = given ?? shares.pop() ?? 0n;
  const parts = lines.map((line, at) => ({ ...line, quantity: 1n, unitMinor: shares[at] ?? 0n }));
  return { lines: parts.filter(({ unitMinor }) => unitMinor !== 0n), taxMinor: tax };
}

/** Fewer lines, each of one amount, where a document has no room for all of them. */
export function condensed(lines: readonly PaidLine[], most: number): readonly PaidLine[] {
  if (lines.length <= most) return lines;
  return grouped(lines, ({ type, ticketTypeId }) => [type, ticketTypeId]).map((group) => ({
    ...group[0]!,
    quantity: 1n,
    unitMinor: sumOf(group),
    isTaxed: isAnyTaxed(group),
  }));
}

export const amountOfLine = ({ quantity, unitMinor }: PaidLine): bigint => quantity * unitMinor;

const sumOf = (lines: readonly PaidLine[]): bigint => lines.reduce((sum, line) => sum + amountOfLine(line), 0n);

const isAnyTaxed = (lines: readonly PaidLine[]): boolean => lines.some(({ isTaxed }) => isTaxed);

const ticketsFor = (unitMinor: bigint, isTaxed: boolean): PaidLine => ({
  type: 'ticket',
  description: WHOLE,
  quantity: 1n,
  unitMinor,
  ticketTypeId: null,
  isTaxed,
});

function lineOf({ type, description, quantity, unitAmountMinor, taxMinor, ticketTypeId }: PushedLine): PaidLine {
  return {
    type: type ?? 'ticket',
    description,
    quantity: BigInt(quantity),
    unitMinor: BigInt(unitAmountMinor),
    ticketTypeId: ticketTypeId ?? null,
    isTaxed: (taxMinor ?? 0) !== 0,
  };
}

/** Seats of one ticket type at one price are one line, whatever each of them is called. */
function merged(lines: readonly PaidLine[]): PaidLine[] {
  const groups = grouped(lines, ({ type, ticketTypeId, unitMinor, description }) => [
    type,
    ticketTypeId,
    String(unitMinor),
    ticketTypeId === null ? description : null,
  ]);
  return groups.map((group) => ({
    ...group[0]!,
    quantity: group.reduce((sum, { quantity }) => sum + quantity, 0n),
    isTaxed: isAnyTaxed(group),
  }));
}

function grouped(lines: readonly PaidLine[], keyOf: (line: PaidLine) => unknown): PaidLine[][] {
  const groups = new Map<string, PaidLine[]>();
  for (const line of lines) {
    const key = JSON.stringify(keyOf(line));
    groups.set(key, [...(groups.get(key) ?? []), line]);
  }
  return [...groups.values()];
}

/** Shares an amount out by amounts of both signs: discounts are given back in the same proportion. */
function share(amount: bigint, amounts: readonly bigint[]): bigint[] {
  const plus = amounts.map((one) => (one > 0n ? one : 0n));
  const minus = amounts.map((one) => (one < 0n ? -one : 0n));
  const [added, taken] = [plus, minus].map((parts) => parts.reduce((sum, one) => sum + one, 0n)) as [bigint, bigint];
  const total = added - taken;
  const gross = taken === 0n || total <= 0n ? amount : (2n * amount * added + total) / (2n * total);
  const given = splitByWeight(gross, plus);
  if (taken === 0n || total <= 0n) return given;
  const kept = splitByWeight(gross - amount, minus);
  return given.map((one, at) => one - (kept[at] ?? 0n));
}
