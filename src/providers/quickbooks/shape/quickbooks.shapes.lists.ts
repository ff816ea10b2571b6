import { currencyCode } from '../../kit/currency.js';
import { items, text } from '../../kit/fields.js';
import type { Shapes } from '../../shapes.js';
import { address, createdAt, currencyOf, email, fullName, isActive, minor, phone, refId } from './quickbooks.fields.js';
import type { Mapper } from '../../kit/normaliser.js';

/** Further facts about the company are in a list of names and values. */
export const company_info: Mapper<'account'> = (raw) => {
  const currency = items(raw.NameValue).find(({ Name }) => Name === 'CurrencyCode' || Name === 'HomeCurrency');
  return {
    name: text(raw.CompanyName) ?? text(raw.LegalName),
    email: email(raw.Email) ?? email(raw.CustomerCommunicationEmailAddr),
    country: text(raw.Country),
    currency: currencyCode(currency?.Value),
  };
};

export const customers: Mapper<'customer'> = (raw) => ({
  name: fullName(raw),
  email: email(raw.PrimaryEmailAddr),
  phone: phone(raw.PrimaryPhone) ?? phone(raw.Mobile),
  address: address(raw.BillAddr) ?? address(raw.ShipAddr),
  currency: currencyOf(raw),
  metadata: {},
  createdAt: createdAt(raw),
});

export const vendors: Mapper<'vendor'> = (raw) => ({
  name: fullName(raw),
  email: email(raw.PrimaryEmailAddr),
  phone: phone(raw.PrimaryPhone) ?? phone(raw.Mobile),
  address: address(raw.BillAddr),
  currency: currencyOf(raw),
  balanceMinor: minor(raw.Balance, raw),
  active: isActive(raw),
  createdAt: createdAt(raw),
});

const KINDS: Readonly<Record<string, Shapes['product']['kind']>> = {
  Category: 'category',
  Service: 'service',
  Inventory: 'stock',
};

export const products: Mapper<'product'> = (raw) => ({
  // The home currency, which the item does not name.
  // Its price is in the company's own currency, which the item does not name.
  amountMinor: null,
  currency: null,
  kind: KINDS[text(raw.Type) ?? ''] ?? 'product',
  parentId: refId(raw.ParentRef),
  name: text(raw.Name),
  description: text(raw.Description),
  active: isActive(raw),
  defaultPriceId: null,
  url: null,
  metadata: {},
  createdAt: createdAt(raw),
});

export const accounts: Mapper<'ledger_account'> = (raw) => ({
  name: text(raw.FullyQualifiedName) ?? text(raw.Name),
  number: text(raw.AcctNum),
  kind: text(raw.AccountType),
  classification: text(raw.Classification),
  balanceMinor: minor(raw.CurrentBalance, raw),
  currency: currencyOf(raw),
  active: isActive(raw),
  createdAt: createdAt(raw),
});

export const classes: Mapper<'category'> = (raw) => ({
  name: text(raw.Name),
  parentId: refId(raw.ParentRef),
  active: isActive(raw),
  createdAt: createdAt(raw),
});

/** A code combines several rates, which are separate objects, so it has no percentage. */
export const tax_codes: Mapper<'tax_rate'> = (raw) => ({
  name: text(raw.Name),
  percentage: null,
  inclusive: false,
  active: isActive(raw) && raw.Hidden !== true,
  country: null,
  createdAt: createdAt(raw),
});
