import { currencySums } from '../../common/currency.sums.js';
import { minorUnits } from '../dataset/money.facts.js';
import type { QuickBooksCompany } from '../live/quickbooks.company.js';
import { SHAPES, STREAMS } from '../quickbooks.entity.js';

/** What transactions total, by currency, in minor units, over what is live now. */
export async function companySums(company: QuickBooksCompany): Promise<Record<string, Record<string, number>>> {
  const report: Record<string, Record<string, number>> = {};
  for (const stream of STREAMS) {
    if (SHAPES[stream].kind !== 'transaction') continue;
    report[stream] = await currencySums(company.store(stream).newestFirst(), (object) => {
      const currency = (object.CurrencyRef as { value: string }).value;
      return { currency, amount: minorUnits(object.TotalAmt, currency) };
    });
  }
  return report;
}
