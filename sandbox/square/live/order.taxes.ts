import { randomBytes } from 'node:crypto';
import { invalidValue } from '../square.errors.js';
import type { Money, SquareObject } from '../square.stream.js';
import type { SquareAccount } from './square.account.js';

interface Tax {
  uid: string;
  rate: number;
  isInclusive: boolean;
  isOfOrder: boolean;
  shown: SquareObject;
}

interface Taxed {
  lines: SquareObject[];
  /** As the order shows them, each with what it came to; left out when there are none. */
  taxes: SquareObject[];
  total: number;
}

/** Adds the taxes of an order to its lines, each line by itself, rounded half to even as Square does. */
export function taxed(account: SquareAccount, given: SquareObject, lines: SquareObject[], currency: string): Taxed {
  const taxes = ((given.taxes as SquareObject[] | undefined) ?? []).map((tax, at) => taxOf(account, tax, at));
  const applied = new Map<string, number>();
  const money = (amount: number): Money => ({ amount, currency });
  const ready = lines.map((line, at) => {
    const own = taxes.filter(({ isOfOrder, uid }) => isOfOrder || namedBy(line).includes(uid));
    const unknown = namedBy(line).find((uid) => !taxes.some((tax) => tax.uid === uid));
    if (unknown !== undefined) {
      throw invalidValue(`The order has no tax \`${unknown}\`.`, `order.line_items[${at}].applied_taxes`);
    }
    if (own.length === 0) return line;
    const gross = (line.gross_sales_money as Money).amount;
    let added = 0;
    let sum = 0;
    const shown = own.map(({ uid, rate, isInclusive }) => {
      const value = roundedToEven(isInclusive ? gross - gross / (1 + rate) : gross * rate);
      applied.set(uid, (applied.get(uid) ?? 0) + value);
      sum += value;
      if (!isInclusive) added += value;
      return { uid: newUid(), tax_uid: uid, applied_money: money(value) };
    });
    return { ...line, applied_taxes: shown, total_tax_money: money(sum), total_money: money(gross + added) };
  });
  return {
    lines: ready,
    taxes: taxes.map(({ uid, shown }) => ({ ...shown, applied_money: money(applied.get(uid) ?? 0) })),
    total: [...applied.values()].reduce((sum, value) => sum + value, 0),
  };
}

function taxOf(account: SquareAccount, given: SquareObject, at: number): Tax {
  const listed = account.store('products').find(String(given.catalog_object_id ?? ''))?.tax_data as
    SquareObject | undefined;
  const percentage = String(given.percentage ?? listed?.percentage ?? '');
  if (!/^\d{1,3}(\.\d{1,5})?$/.test(percentage)) {
    throw invalidValue('A tax needs a percentage.', `order.taxes[${at}].percentage`);
  }
  const uid = String(given.uid ?? newUid());
  const type = String(given.type ?? listed?.inclusion_type ?? 'ADDITIVE');
  const scope = String(given.scope ?? 'ORDER');
  const name = given.name ?? listed?.name;
  return {
    uid,
    rate: Number(percentage) / 100,
    isInclusive: type === 'INCLUSIVE',
    isOfOrder: scope === 'ORDER',
    shown: { ...given, uid, ...(name === undefined ? {} : { name }), percentage, type, scope },
  };
}

const namedBy = (line: SquareObject): string[] =>
  ((line.applied_taxes as SquareObject[] | undefined) ?? []).map(({ tax_uid }) => String(tax_uid));

const newUid = (): string => randomBytes(11).toString('hex');

function roundedToEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  // Products of decimals miss the middle by a hair.
  if (Math.abs(rest - 0.5) > 1e-9) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}
