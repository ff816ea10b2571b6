import { toWholeMinor } from '../../kit/currency.js';
import { asRecord, decimal, items, text } from '../../kit/fields.js';
import { line } from '../../kit/line.js';
import type { Line } from '../../shapes/values.js';
import { currencyOf, minor, refId, refName } from './quickbooks.fields.js';

type Raw = Readonly<Record<string, unknown>>;

/** Sums and remarks: they add nothing to the whole. */
const NO_LINES = ['SubTotalLineDetail', 'DescriptionOnly'];
/** Shipping is a line without an item. */
const NO_ITEM = /^[A-Z_]+$/;

/** The lines of a sale or of a purchase. A bundle is replaced by the lines that it is made of. */
export function linesOf(raw: Raw): Line[] {
  return linesIn(items(raw.Line), raw);
}

function linesIn(lines: readonly Raw[], raw: Raw): Line[] {
  return lines.flatMap((own) => {
    const kind = text(own.DetailType) ?? '';
    if (NO_LINES.includes(kind)) return [];
    const inner = linesIn(items(asRecord(own.GroupLineDetail).Line), raw);
    return inner.length > 0 ? inner : [lineOf(own, kind, raw)];
  });
}

function lineOf(own: Raw, kind: string, raw: Raw): Line {
  const detail = asRecord(own[kind]);
  const item = refId(detail.ItemRef ?? detail.GroupItemRef);
  const amount = minor(own.Amount, raw);
  return line({
    id: text(own.Id),
    productId: item === null || NO_ITEM.test(item) ? null : item,
    description: text(own.Description) ?? descriptionOf(kind, detail),
    quantity: decimal(detail.Qty ?? detail.Quantity),
    unitAmountMinor: toWholeMinor(detail.UnitPrice, currencyOf(raw)),
    taxMinor: minor(detail.TaxAmount, raw),
    discountMinor: minor(detail.DiscountAmt, raw),
    totalMinor: kind === 'DiscountLineDetail' && amount !== null ? 0 - amount : amount,
  });
}

function descriptionOf(kind: string, detail: Raw): string | null {
  if (kind === 'DiscountLineDetail') return 'Discount';
  if (refId(detail.ItemRef) === 'SHIPPING_ITEM_ID') return 'Shipping';
  return refName(detail.ItemRef ?? detail.GroupItemRef) ?? refName(detail.AccountRef);
}
