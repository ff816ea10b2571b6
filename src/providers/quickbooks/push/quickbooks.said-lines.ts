import { asRecord, items, text } from '../../kit/fields.js';
import type { KnownObject, Rules } from '../../push.port.js';
import { isUniqueName } from './quickbooks.names.js';
import { amountOfLine, condensed, type Paid } from './quickbooks.paid-lines.js';
import { decimalOf } from './quickbooks.posted.js';
import { amountText } from './quickbooks.push-requests.js';
import { chosen } from './quickbooks.push-rules.js';
import type { LineType } from './quickbooks.pushed-items.js';
import { ITEM_OPTIONS, TAX_OPTION, type BookLimits } from './quickbooks.receipt-lines.js';

type Raw = Readonly<Record<string, unknown>>;
type Kind = LineType | 'tax';

/** What a payment says of one line of its document. */
export interface SaidLine {
  kind: Kind;
  /** Decimal text. */
  quantity: string;
  /** Decimal text. */
  amount: string;
}

/** What a line of a document says. */
interface PostedLine {
  /** What its item may be for. `null`: that cannot be told. */
  kinds: ReadonlySet<Kind> | null;
  /** `null`: it says none. */
  quantity: string | null;
  amount: string;
}

const ITEMS = [...Object.entries(ITEM_OPTIONS), ['tax', TAX_OPTION]] as readonly [Kind, string][];
/** Items are made for tickets, and for what is taken off them. */
const MADE_FOR: readonly Kind[] = ['ticket', 'discount'];

/** What the lines of a document may say: with the tax as a line, and without. Another choice may have counted when it was posted. */
export function saidLines({ lines, taxMinor }: Paid, currency: string, limits: BookLimits): SaidLine[][] {
  const textOf = (minor: bigint) => amountText(minor, currency, limits.wholeDigits);
  const tax: SaidLine = { kind: 'tax', quantity: '1', amount: textOf(taxMinor) };
  return (taxMinor === 0n ? [[]] : [[], [tax]]).map((further) => [
    ...condensed(lines, limits.lines - further.length).map((line): SaidLine => {
      const { type: kind, quantity } = line;
      return { kind, quantity: String(quantity), amount: textOf(amountOfLine(line)) };
    }),
    ...further,
  ]);
}

/**
 * Whether the lines of a document say the same. What cannot be told from a line counts as the same: another item may have been
 * chosen since. Somebody else's document is compared by the amounts alone.
 */
export function saysLines({ object, origin }: KnownObject, said: readonly SaidLine[], rules: Rules): boolean {
  const kindsOf = origin === 'adopted' ? () => null : kindsBy(rules);
  const posted = items(object?.Line)
    .filter(({ DetailType: type }) => type === 'SalesItemLineDetail')
    .map((line) => postedLine(line, kindsOf, origin))
    .toSorted((a, b) => precision(b) - precision(a));
  if (posted.length !== said.length) return false;
  return said.every((line) => {
    const at = posted.findIndex((one) => isSame(one, line));
    if (at >= 0) posted.splice(at, 1);
    return at >= 0;
  });
}

function isSame({ kinds, quantity, amount }: PostedLine, said: SaidLine): boolean {
  return amount === said.amount && (quantity ?? said.quantity) === said.quantity && (kinds?.has(said.kind) ?? true);
}

/** A line that says more is compared first. */
const precision = ({ kinds, quantity }: PostedLine): number =>
  (kinds ? 2 + 1 / kinds.size : 0) + (quantity === null ? 0 : 1);

function postedLine(
  line: Raw,
  kindsOf: (item: Raw) => ReadonlySet<Kind> | null,
  origin: KnownObject['origin'],
): PostedLine {
  const detail = asRecord(line.SalesItemLineDetail);
  return {
    kinds: kindsOf(asRecord(detail.ItemRef)),
    quantity: origin === 'adopted' ? null : decimalOf(detail.Qty),
    amount: decimalOf(line.Amount) ?? '',
  };
}

/** What the items are for that are chosen now, or that the hub makes. */
function kindsBy(rules: Rules): (item: Raw) => ReadonlySet<Kind> | null {
  const chosenItems = ITEMS.map(([kind, option]) => ({ kind, id: chosen(rules, 'sale', option) }));
  return ({ value, name }) => {
    const kinds = chosenItems.filter(({ id }) => id !== null && id === value).map(({ kind }) => kind);
    const made = isUniqueName(text(name) ?? '') ? MADE_FOR : [];
    return kinds.length + made.length > 0 ? new Set([...kinds, ...made]) : null;
  };
}
