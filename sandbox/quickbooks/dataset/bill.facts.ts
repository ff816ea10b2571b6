import type { Dataset } from './dataset.js';
import { expenseAccount, partyCurrency } from './references.js';

export interface ExpenseLine {
  account: number;
  class: number;
  amount: number;
}

interface BillFacts {
  vendor: number;
  currency: string;
  lines: ExpenseLine[];
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
  const [from, to] = data.children('bill_payments', 'bills', index);
  return {
    vendor,
    currency: partyCurrency(data, 'vendors', vendor),
    lines,
    total,
    balance: from < to ? 0 : total,
  };
}

interface BillPaymentFacts {
  /** The bill it pays, or -1. */
  bill: number;
  vendor: number;
  currency: string;
  amount: number;
}

/** The payments of a bill together pay all of it. */
export function billPaymentFacts(data: Dataset, index: number): BillPaymentFacts {
  const bill = data.parent('bill_payments', 'bills', index);
  if (bill < 0) {
    const vendor = data.parent('bill_payments', 'vendors', index);
    return { bill, vendor, currency: partyCurrency(data, 'vendors', vendor), amount: 0 };
  }
  const { vendor, currency, total } = billFacts(data, bill);
  const [from, to] = data.children('bill_payments', 'bills', bill);
  const piece = Math.floor(total / (to - from));
  return { bill, vendor, currency, amount: index === to - 1 ? total - piece * (to - from - 1) : piece };
}
