import { decimal, minorUnits } from '../dataset/money.facts.js';
import type { QboObject, StreamName } from '../quickbooks.entity.js';

/** What an object adds to the balance of its customer or vendor, in minor units of their currency. */
interface Contribution {
  party: 'customers' | 'vendors';
  id: string;
  amount: number;
}

export interface Link {
  TxnId: string;
  TxnType: string;
}

interface LinkedLine {
  Amount: number;
  LinkedTxn?: Link[];
  JournalEntryLineDetail?: { PostingType?: string };
}

export const currencyOf = (object: QboObject): string =>
  (object.CurrencyRef as { value: string } | undefined)?.value ?? 'USD';

export const linesOf = (object: QboObject): LinkedLine[] => (object.Line as LinkedLine[] | undefined) ?? [];

/** Amounts in minor units by the id of the linked transaction. */
export function appliedAmounts(object: QboObject | null, type: string): Map<string, number> {
  const amounts = new Map<string, number>();
  for (const line of object ? linesOf(object) : []) {
    for (const link of line.LinkedTxn ?? []) {
      if (link.TxnType !== type) continue;
      const amount = minorUnits(line.Amount, currencyOf(object!));
      amounts.set(link.TxnId, (amounts.get(link.TxnId) ?? 0) + amount);
    }
  }
  return amounts;
}

export function contribution(stream: StreamName, object: QboObject | null): Contribution | undefined {
  if (!object) return undefined;
  const party = (ref: unknown): string => (ref as { value: string } | undefined)?.value ?? '';
  const amount = (field: string): number => minorUnits(object[field], currencyOf(object));
  if (stream === 'invoices') return { party: 'customers', id: party(object.CustomerRef), amount: amount('Balance') };
  if (stream === 'payments')
    return { party: 'customers', id: party(object.CustomerRef), amount: -amount('UnappliedAmt') };
  if (stream === 'credit_memos')
    return { party: 'customers', id: party(object.CustomerRef), amount: -amount('RemainingCredit') };
  if (stream === 'bills') return { party: 'vendors', id: party(object.VendorRef), amount: amount('Balance') };
  return undefined;
}

/** An invoice or bill of which a payment now pays so much more (or less). */
export function settled(
  invoice: QboObject,
  payment: { id: string; type: string },
  delta: number,
  stillLinked: boolean,
) {
  const currency = currencyOf(invoice);
  const others = ((invoice.LinkedTxn as Link[] | undefined) ?? []).filter((link) => link.TxnId !== payment.id);
  return {
    ...invoice,
    Balance: decimal(minorUnits(invoice.Balance, currency) - delta, currency),
    LinkedTxn: stillLinked ? [...others, { TxnId: payment.id, TxnType: payment.type }] : others,
  };
}

/** A payment whose invoice went away keeps its money, no longer applied. */
export function unappliedPayment(payment: QboObject, invoiceId: string) {
  const currency = currencyOf(payment);
  const freed = appliedAmounts(payment, 'Invoice').get(invoiceId) ?? 0;
  return {
    ...payment,
    Line: linesOf(payment).filter((line) => !line.LinkedTxn?.some((link) => link.TxnId === invoiceId)),
    UnappliedAmt: decimal(minorUnits(payment.UnappliedAmt, currency) + freed, currency),
  };
}

/** A payment of a bill that went away has paid so much less. */
export function withoutBill(payment: QboObject, billId: string) {
  const currency = currencyOf(payment);
  const freed = appliedAmounts(payment, 'Bill').get(billId) ?? 0;
  return {
    ...payment,
    Line: linesOf(payment).filter((line) => !line.LinkedTxn?.some((link) => link.TxnId === billId)),
    TotalAmt: decimal(minorUnits(payment.TotalAmt, currency) - freed, currency),
  };
}

export function withBalance(party: QboObject, delta: number) {
  const currency = currencyOf(party);
  const balance = decimal(minorUnits(party.Balance, currency) + delta, currency);
  return { ...party, Balance: balance, ...('BalanceWithJobs' in party ? { BalanceWithJobs: balance } : {}) };
}
