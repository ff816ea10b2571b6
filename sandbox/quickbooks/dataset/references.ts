import type { StreamName } from '../quickbooks.entity.js';
import { currencyBy, HOME_CURRENCY } from './money.facts.js';
import type { Dataset } from './dataset.js';
import { customerName, itemName, vendorName } from './party.words.js';

export interface Reference {
  value: string;
  name?: string;
}

/** The fixed head of the chart of accounts, by index; the tail are expense accounts. */
export const ACCOUNTS = [
  ['Checking', 'Bank', 'Checking', 'Asset'],
  ['Undeposited Funds', 'Other Current Asset', 'UndepositedFunds', 'Asset'],
  ['Accounts Receivable (A/R)', 'Accounts Receivable', 'AccountsReceivable', 'Asset'],
  ['Accounts Payable (A/P)', 'Accounts Payable', 'AccountsPayable', 'Liability'],
  ['Ticket Sales', 'Income', 'SalesOfProductIncome', 'Revenue'],
  ['Service Fees', 'Income', 'ServiceFeeIncome', 'Revenue'],
  ['Sales Tax Payable', 'Other Current Liability', 'SalesTaxPayable', 'Liability'],
  ['Cost of Goods Sold', 'Cost of Goods Sold', 'SuppliesMaterialsCogs', 'Expense'],
  ['Savings', 'Bank', 'Savings', 'Asset'],
  ['Venue Rent', 'Expense', 'RentOrLeaseOfBuildings', 'Expense'],
  ['Merchant Fees', 'Expense', 'BankCharges', 'Expense'],
  ['Owner Equity', 'Equity', 'OwnersEquity', 'Equity'],
] as const;

export const ACCOUNT = {
  checking: 0,
  undeposited: 1,
  receivable: 2,
  payable: 3,
  sales: 4,
  fees: 5,
  cost: 7,
  savings: 8,
} as const;
const FIRST_EXPENSE = 9;

const TAXES = [
  ['Out of scope', 0],
  ['California', 7.25],
  ['Texas', 8.25],
  ['Oregon', 0],
  ['Washington', 6.5],
  ['Nevada', 4.6],
] as const;

/** Percent. */
export const taxRate = (index: number): number => TAXES[index % TAXES.length]![1];
export const taxName = (index: number): string =>
  TAXES[index % TAXES.length]![0] + (index < TAXES.length ? '' : ` ${index + 1}`);

export function accountName(index: number): string {
  return ACCOUNTS[index]?.[0] ?? `Expense ${index + 1}`;
}

export function nameOf(data: Dataset, stream: StreamName, index: number): string {
  const hash = data.hash(stream, index, 20);
  if (stream === 'customers') return customerName(hash, index);
  if (stream === 'vendors') return vendorName(hash, index);
  if (stream === 'products') return itemName(hash, index);
  if (stream === 'accounts') return accountName(index);
  if (stream === 'departments') return `Location ${index + 1}`;
  return stream === 'classes' ? `Venue ${index + 1}` : taxName(index);
}

export function reference(data: Dataset, stream: StreamName, index: number): Reference | undefined {
  return index < 0 ? undefined : { value: data.id(stream, index), name: nameOf(data, stream, index) };
}

/** Tax codes are referred to without a name. */
export function taxCodeRef(data: Dataset, index: number): Reference {
  return { value: data.id('tax_codes', index) };
}

export function expenseAccount(data: Dataset, stream: StreamName, index: number, salt: number): number {
  const expenses = data.counts.accounts - FIRST_EXPENSE;
  return FIRST_EXPENSE + (data.hash(stream, index, salt) % expenses);
}

/** A customer or vendor deals in one currency. */
export function partyCurrency(data: Dataset, stream: 'customers' | 'vendors', index: number): string {
  return index < 0 || !data.isMulticurrency ? HOME_CURRENCY : currencyBy(data.hash(stream, index, 21));
}

/** In cents, or in whole yen. */
export function itemPrice(data: Dataset, index: number, currency: string): number {
  const hash = data.hash('products', index, 22);
  const cents = 500 + (hash % 19_500);
  return currency === 'JPY' ? cents * 2 - ((cents * 2) % 10) : cents;
}
