import { minorUnits } from '../dataset/money.facts.js';
import type { QuickBooksCompany } from '../live/quickbooks.company.js';
import { appliedAmounts, contribution, currencyOf, linesOf, type Link } from '../live/settlement.effects.js';
import { STREAMS, type QboObject, type StreamName } from '../quickbooks.entity.js';
import { brokenReferences } from './reference.audit.js';

type Fields = Record<string, unknown>;

const SALES: readonly StreamName[] = ['invoices', 'sales_receipts', 'refund_receipts', 'credit_memos', 'estimates'];

/** What does not add up in a company's books, in words; empty when they are right. */
export function auditBooks(company: QuickBooksCompany): string[] {
  // Each object is built from its index when it is asked for, which takes longer than to audit it.
  const built = new Map<StreamName, QboObject[]>();
  const objects = (stream: StreamName): QboObject[] => {
    const all = built.get(stream) ?? [...company.store(stream).newestFirst()];
    built.set(stream, all);
    return all;
  };
  const ids = new Map(STREAMS.map((stream) => [stream, new Set(objects(stream).map(({ Id }) => Id))]));
  const exists = (stream: StreamName, id: string): boolean => ids.get(stream)?.has(id) ?? false;
  return [
    ...STREAMS.flatMap((stream) => objects(stream).flatMap((object) => brokenReferences(exists, stream, object))),
    ...SALES.flatMap((stream) => objects(stream).flatMap((sale) => wrongSale(stream, sale))),
    ...objects('payments').flatMap(wrongPayment),
    ...wrongBalances('invoices', objects('invoices'), objects('payments'), 'Invoice'),
    ...wrongBalances('bills', objects('bills'), objects('bill_payments'), 'Bill'),
    ...objects('deposits').flatMap((deposit) => wrongDeposit(company, deposit)),
    ...objects('journal_entries').flatMap(wrongEntry),
    ...objects('bills').flatMap(wrongBill),
    ...wrongParties(company, objects),
  ];
}

const minor = (object: QboObject, field: string): number => minorUnits(object[field], currencyOf(object));
const claim = (holds: boolean, problem: string): string[] => (holds ? [] : [problem]);
const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

function wrongSale(stream: StreamName, sale: QboObject): string[] {
  const currency = currencyOf(sale);
  const lines = (sale.Line as Fields[]).filter((line) => line.DetailType === 'SalesItemLineDetail');
  const subtotal = sum(lines.map((line) => minorUnits(line.Amount, currency)));
  const tax = minorUnits((sale.TxnTaxDetail as Fields).TotalTax, currency);
  const wrongLine = lines.some((line) => {
    const { Qty, UnitPrice } = line.SalesItemLineDetail as { Qty?: number; UnitPrice?: number };
    if (Qty === undefined || UnitPrice === undefined) return false;
    return minorUnits(Qty * UnitPrice, currency) !== minorUnits(line.Amount, currency);
  });
  return [
    ...claim(subtotal + tax === minor(sale, 'TotalAmt'), `${stream} ${sale.Id}: total is not lines and tax`),
    ...claim(!wrongLine, `${stream} ${sale.Id}: a line is not quantity times price`),
  ];
}

function wrongPayment(payment: QboObject): string[] {
  const applied = sum([...appliedAmounts(payment, 'Invoice').values()]);
  const whole = applied + minor(payment, 'UnappliedAmt') === minor(payment, 'TotalAmt');
  return claim(whole, `payments ${payment.Id}: total is not what is applied and what is not`);
}

function wrongBalances(
  stream: StreamName,
  documents: readonly QboObject[],
  payments: readonly QboObject[],
  linked: string,
): string[] {
  const paid = new Map<string, Map<string, number>>();
  for (const payment of payments) {
    for (const [invoice, amount] of appliedAmounts(payment, linked)) {
      const payers = paid.get(invoice) ?? new Map<string, number>();
      paid.set(invoice, payers.set(payment.Id, amount));
    }
  }
  return documents.flatMap((invoice) => {
    const payers = paid.get(invoice.Id) ?? new Map<string, number>();
    const owed = minor(invoice, 'TotalAmt') - sum([...payers.values()]);
    const links = (invoice.LinkedTxn as Link[]).map((link) => link.TxnId).sort();
    return [
      ...claim(owed === minor(invoice, 'Balance'), `${stream} ${invoice.Id}: balance is not total less payments`),
      ...claim(owed >= 0, `${stream} ${invoice.Id}: paid more than its total`),
      ...claim(
        links.join() === [...payers.keys()].sort().join(),
        `${stream} ${invoice.Id}: links are not its payments`,
      ),
    ];
  });
}

function wrongDeposit(company: QuickBooksCompany, deposit: QboObject): string[] {
  const currency = currencyOf(deposit);
  const total = sum(linesOf(deposit).map((line) => minorUnits(line.Amount, currency)));
  const parts = [...appliedAmounts(deposit, 'Payment')].flatMap(([id, amount]) => {
    const payment = company.store('payments').find(id);
    return claim(payment !== null && minor(payment, 'TotalAmt') === amount, `deposits ${deposit.Id}: payment ${id}`);
  });
  return [...claim(total === minor(deposit, 'TotalAmt'), `deposits ${deposit.Id}: total is not its lines`), ...parts];
}

function wrongEntry(entry: QboObject): string[] {
  let balance = 0;
  for (const line of entry.Line as Fields[]) {
    const isDebit = (line.JournalEntryLineDetail as Fields).PostingType === 'Debit';
    balance += (isDebit ? 1 : -1) * minorUnits(line.Amount, currencyOf(entry));
  }
  return claim(balance === 0, `journal_entries ${entry.Id}: debits and credits differ`);
}

function wrongBill(bill: QboObject): string[] {
  const total = sum(linesOf(bill).map((line) => minorUnits(line.Amount, currencyOf(bill))));
  const left = minor(bill, 'Balance');
  return [
    ...claim(total === minor(bill, 'TotalAmt'), `bills ${bill.Id}: total is not its lines`),
    ...claim(left >= 0 && left <= total, `bills ${bill.Id}: balance is more than the total`),
  ];
}

function wrongParties(company: QuickBooksCompany, objects: (stream: StreamName) => QboObject[]): string[] {
  const owed = new Map<string, number>();
  for (const stream of STREAMS) {
    for (const object of objects(stream)) {
      const part = contribution(stream, object);
      if (part) owed.set(`${part.party} ${part.id}`, (owed.get(`${part.party} ${part.id}`) ?? 0) + part.amount);
    }
  }
  return (['customers', 'vendors'] as const).flatMap((stream) =>
    objects(stream).flatMap((party) => {
      const right = (owed.get(`${stream} ${party.Id}`) ?? 0) === minor(party, 'Balance');
      return claim(right, `${stream} ${party.Id}: balance is not what its transactions say`);
    }),
  );
}
