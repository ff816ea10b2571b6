import { currencySums } from '../../common/currency.sums.js';
import { minorUnits } from '../dataset/money.facts.js';
import type { QuickBooksCompany } from '../live/quickbooks.company.js';
import { currencyOf, linesOf } from '../live/settlement.effects.js';
import { SHAPES, STREAMS, type QboObject } from '../quickbooks.entity.js';

/** What transactions total, by currency, in minor units, over what is live now. */
export async function companySums(company: QuickBooksCompany): Promise<Record<string, Record<string, number>>> {
  const report: Record<string, Record<string, number>> = {};
  for (const stream of STREAMS) {
    if (SHAPES[stream].kind !== 'transaction') continue;
    report[stream] = await currencySums(company.store(stream).newestFirst(), (object) => {
      const currency = currencyOf(object);
      return { currency, amount: amountOf(object, currency) };
    });
  }
  return report;
}

/** A journal entry states no total: it is as much as its debits. */
function amountOf(object: QboObject, currency: string): number {
  if (object.TotalAmt !== undefined || object.Amount !== undefined) {
    return minorUnits(object.TotalAmt ?? object.Amount, currency);
  }
  const isDebit = ({ JournalEntryLineDetail: detail }: { JournalEntryLineDetail?: { PostingType?: string } }) =>
    detail?.PostingType === 'Debit';
  return linesOf(object)
    .filter(isDebit)
    .reduce((sum, line) => sum + minorUnits(line.Amount, currency), 0);
}
