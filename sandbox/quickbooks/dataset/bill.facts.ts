import type { Dataset } from './dataset.js';
import { expenseAccount, partyCurrency } from './references.js';

interface BillFacts {
  vendor: number;
  currency: string;
  lines: { account: number; class: number; amount: number }[];
  /** Minor units. */
  total: number;
  balance: number;
}

export function billFacts(data: Dataset, index: number): BillFacts {
  const vendor = data.parent('bills', 'vendors', index);
  const lines = Array.from({ length: 1 + (data.hash('bills', index, 30) % 3) }, (_, at) => ({
    account: expenseAccount(data, 'bills', index, 31 + at * 3),
    class: data.some('classes', 'bills', index, 32 + at * 3),
    amount: 900 + (data.hash('bills', index, 33 + at * 3) % 99_000),
  }));
  const total = lines.reduce((sum, line) => sum + line.amount, 0);
  const isPaid = data.hash('bills', index, 34) % 3 !== 0;
  return {
    vendor,
    currency: partyCurrency(data, 'vendors', vendor),
    lines,
    total,
    balance: isPaid ? 0 : total,
  };
}
