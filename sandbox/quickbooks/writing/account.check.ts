import { HOME_CURRENCY } from '../dataset/money.facts.js';
import { currencyOf } from '../live/settlement.effects.js';
import type { QboObject } from '../quickbooks.entity.js';
import { businessFault } from '../quickbooks.fault.js';

const HOLDS_MONEY: readonly unknown[] = ['Bank', 'Other Current Asset'];
/** Accounts of these types can have another currency than the company. */
const OWN_CURRENCY: readonly unknown[] = [
  ...HOLDS_MONEY,
  'Accounts Receivable',
  'Accounts Payable',
  'Credit Card',
  'Other Current Liability',
];

/** Where money is put: a bank account, or one like Undeposited Funds. */
export function requireMoneyAccount(account: QboObject, currency: string): void {
  if (!HOLDS_MONEY.includes(account.AccountType)) throw businessFault('Select a bank account for this transaction.');
  requireSameCurrency(account, currency);
}

/** An account takes its own currency, and one of the home currency takes any. */
export function requireSameCurrency(account: QboObject, currency: string): void {
  const own = currencyOf(account);
  if (own === HOME_CURRENCY || own === currency) return;
  throw businessFault(`Account ${String(account.Name)} is in ${own}, the transaction in ${currency}.`);
}

export function requireOwnCurrency(type: unknown, currency: string): void {
  if (currency === HOME_CURRENCY || OWN_CURRENCY.includes(type)) return;
  throw businessFault(`An account of type ${String(type)} is in the home currency.`);
}
