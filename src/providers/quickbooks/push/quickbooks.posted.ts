import { calendarDate, asRecord, items, text } from '../../kit/fields.js';
import { add, decimalText, exactDecimal, shortest, type Decimal } from '../../kit/decimal.js';
import type { KnownObject, PostedAmounts } from '../../push.port.js';
import { markIn, SKU_START } from './quickbooks.names.js';

type Raw = Readonly<Record<string, unknown>>;

const ZERO: Decimal = { units: 0n, scale: 0 };

/** An object of QuickBooks as the push port knows it. `null`: it has no id. */
export function knownObject(object: Raw, isMoney: boolean, currency: string): KnownObject | null {
  const externalId = text(object.Id);
  if (externalId === null) return null;
  return {
    externalId,
    externalVersion: text(object.SyncToken),
    object,
    ...(isMoney && { amounts: postedAmounts(object, currency) }),
    origin: isOurs(object) ? 'created' : 'adopted',
  };
}

/** A person may have given an object of theirs our name, or entered a document under our number. */
function isOurs({ PrivateNote: note, Notes: notes, Sku: sku }: Raw): boolean {
  return markIn(note) !== null || markIn(notes) !== null || (text(sku)?.startsWith(SKU_START) ?? false);
}

/**
 * What a document says of money.
 * @param currency of documents that name none: the company has only one
 */
export function postedAmounts(object: Raw, currency: string): PostedAmounts {
  return {
    total: decimalOf(object.TotalAmt) ?? debits(object),
    currency: text(asRecord(object.CurrencyRef).value) ?? currency,
    date: calendarDate(object.TxnDate) ?? '',
  };
}

/** The amounts of the lines of a document in ascending order of their texts, for a comparison. */
export function lineAmounts(object: Raw): string[] {
  return items(object.Line)
    .filter(({ DetailType: type }) => type === 'SalesItemLineDetail')
    .map(({ Amount: amount }) => decimalOf(amount) ?? '')
    .sort();
}

/** A journal entry has no total. */
function debits({ Line: lines }: Raw): string {
  const amounts = items(lines)
    .filter(({ JournalEntryLineDetail: detail }) => asRecord(detail).PostingType === 'Debit')
    .map(({ Amount: amount }) => exactDecimal(amount) ?? ZERO);
  return decimalText(shortest(amounts.reduce(add, ZERO)));
}

/** @returns its decimal text, without zeros at the end; `null`: it is no number */
export function decimalOf(value: unknown): string | null {
  const decimal = exactDecimal(value);
  return decimal && decimalText(shortest(decimal));
}
