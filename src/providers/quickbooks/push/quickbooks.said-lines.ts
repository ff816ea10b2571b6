import { asRecord, items, text } from '../../kit/fields.js';
import type { KnownObject, Rules } from '../../push.port.js';
import { isUniqueName } from './quickbooks.names.js';
import { amountOfLine, condensed, type Paid, type PaidLine } from './quickbooks.paid-lines.js';
import { decimalOf } from './quickbooks.posted.js';
import { amountText } from './quickbooks.push-requests.js';
import { chosen } from './quickbooks.push-rules.js';
import type { LineType } from './quickbooks.pushed-items.js';
import { ITEM_OPTIONS, TAX, TAX_OPTION, type BookLimits } from './quickbooks.receipt-lines.js';

type Raw = Readonly<Record<string, unknown>>;
type Kind = LineType | 'tax';

/** What a payment says of one line of its document. */
export interface SaidLine {
  kind: Kind;
  /** Decimal text. */
  quantity: string;
  /** Decimal text. */
  amount: string;
  description: string;
  /** The item that is made for it. `null`: one is chosen. */
  itemId: string | null;
}

/** What a line of a document says. */
interface PostedLine {
  /** What its item may be for. `null`: that cannot be told. */
  kinds: ReadonlySet<Kind> | null;
  /** `null`: it says none. */
  quantity: string | null;
  amount: string;
  description: string;
  /** `null`: no line of the payment has this item now. */
  itemId: string | null;
}

const ITEMS = [...Object.entries(ITEM_OPTIONS), ['tax', TAX_OPTION]] as readonly [Kind, string][];
/** Items are made for tickets, and for what is taken off them. */
const MADE_FOR: readonly Kind[] = ['ticket', 'discount'];

interface Said {
  currency: string;
  limits: BookLimits;
  /** The item that is made for a line. `null`: none is. */
  itemIdOf(line: PaidLine): string | null;
}

/** What the lines of a document may say: with the tax as a line, and without. Another choice may have counted when it was posted. */
export function saidLines({ lines, taxMinor }: Paid, { currency, limits, itemIdOf }: Said): SaidLine[][] {
  const textOf = (minor: bigint) => amountText(minor, currency, limits.wholeDigits);
  const tax: SaidLine = { kind: 'tax', quantity: '1', amount: textOf(taxMinor), description: TAX, itemId: null };
  return (taxMinor === 0n ? [[]] : [[], [tax]]).map((further) => [
    ...condensed(lines, limits.lines - further.length).map((line): SaidLine => {
      const { type: kind, quantity, description } = line;
      const amount = textOf(amountOfLine(line));
      return { kind, quantity: String(quantity), amount, description, itemId: itemIdOf(line) };
    }),
    ...further,
  ]);
}

/**
 * Whether the lines of a document say the same. What cannot be told from a line counts as the same: another item may have been
 * chosen since. Somebody else's document is compared by the amounts alone.
 */
export function saysLines(known: KnownObject, said: readonly SaidLine[], rules: Rules): boolean {
  const posted = postedLines(known, said, rules);
  if (posted.length !== said.length) return false;
  const isChosenSince = wasChosenSince(known, rules);
  return said.every((line) => {
    const at = posted.findIndex((one) => isSame(one, line, isChosenSince));
    if (at >= 0) posted.splice(at, 1);
    return at >= 0;
  });
}

function isSame(posted: PostedLine, said: SaidLine, isChosenSince: boolean): boolean {
  const { kinds, quantity, amount, description, itemId } = posted;
  if (amount !== said.amount || (quantity ?? said.quantity) !== said.quantity) return false;
  if (itemId !== null) return itemId === said.itemId;
  if (kinds?.has(said.kind) ?? true) return true;
  // Its item may be chosen for another kind of lines now.
  return isChosenSince && said.itemId === null && description === said.description;
}

/** Whether the items may have been chosen after the document was posted. */
function wasChosenSince({ object }: KnownObject, rules: Rules): boolean {
  const decidedAt = rules.get('sale')?.decidedAt;
  const made = Date.parse(text(asRecord(object?.MetaData).CreateTime) ?? '');
  return decidedAt !== undefined && made <= decidedAt.getTime();
}

/** The lines of a document. One that says more comes first, and is compared first. */
function postedLines({ object, origin }: KnownObject, said: readonly SaidLine[], rules: Rules): PostedLine[] {
  const kindsOf = kindsBy(rules);
  const made = new Set(said.map(({ itemId }) => itemId));
  const posted = items(object?.Line).filter(({ DetailType: type }) => type === 'SalesItemLineDetail');
  return posted
    .map((line): PostedLine => {
      const { ItemRef: ref, Qty: quantity } = asRecord(line.SalesItemLineDetail);
      const item = asRecord(ref);
      const sold = { amount: decimalOf(line.Amount) ?? '', description: text(line.Description) ?? '' };
      if (origin === 'adopted') return { ...sold, kinds: null, quantity: null, itemId: null };
      const itemId = text(item.value);
      return { ...sold, kinds: kindsOf(item), quantity: decimalOf(quantity), itemId: made.has(itemId) ? itemId : null };
    })
    .toSorted((a, b) => precision(b) - precision(a));
}

const precision = ({ kinds, quantity, itemId }: PostedLine): number =>
  (itemId === null ? 0 : 4) + (kinds ? 2 + 1 / kinds.size : 0) + (quantity === null ? 0 : 1);

/** What the items are for that are chosen now, or that the hub makes. */
function kindsBy(rules: Rules): (item: Raw) => ReadonlySet<Kind> | null {
  const chosenItems = ITEMS.map(([kind, option]) => ({ kind, id: chosen(rules, 'sale', option) }));
  return ({ value, name }) => {
    const kinds = chosenItems.filter(({ id }) => id !== null && id === value).map(({ kind }) => kind);
    const made = isUniqueName(text(name) ?? '') ? MADE_FOR : [];
    return kinds.length + made.length > 0 ? new Set([...kinds, ...made]) : null;
  };
}
