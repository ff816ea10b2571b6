import { currencyCode } from '../../kit/currency.js';
import { items, text } from '../../kit/fields.js';
import type { Shapes } from '../../shapes.js';
import { address, createdAt, currencyOf, email, fullName, isActive, minor, phone, refId } from './quickbooks.fields.js';
import type { Mapper } from '../../kit/normaliser.js';

/** What else the company says of itself stands in a list of names and values. */
const company: Mapper<'account'> = (raw) => {
  const currency = items(raw.NameValue).find(({ Name }) => Name === 'CurrencyCode' || Name === 'HomeCurrency');
  return {
    name: text(raw.CompanyName) ?? text(raw.LegalName),
    email: email(raw.Email) ?? email(raw.CustomerCommunicationEmailAddr),
    country: text(raw.Country),
    currency: currencyCode(currency?.Value),
  };
};

const customer: Mapper<'customer'> = (raw) => ({
  name: fullName(raw),
  email: email(raw.PrimaryEmailAddr),
  phone: phone(raw.PrimaryPhone) ?? phone(raw.Mobile),
  address: address(raw.BillAddr) ?? address(raw.ShipAddr),
  currency: currencyOf(raw),
  metadata: {},
  createdAt: createdAt(raw),
});

const vendor: Mapper<'vendor'> = (raw) => ({
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

const item: Mapper<'product'> = (raw) => ({
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

const account: Mapper<'ledger_account'> = (raw) => ({
  name: text(raw.FullyQualifiedName) ?? text(raw.Name),
  number: text(raw.AcctNum),
  kind: text(raw.AccountType),
  classification: text(raw.Classification),
  balanceMinor: minor(raw.CurrentBalance, raw),
  currency: currencyOf(raw),
  active: isActive(raw),
  createdAt: createdAt(raw),
});

const ledgerClass: Mapper<'category'> = (raw) => ({
  name: text(raw.Name),
  parentId: refId(raw.ParentRef),
  active: isActive(raw),
  createdAt: createdAt(raw),
});

/** A code stands for several rates, which are objects of their own, so it has no percentage. */
const taxCode: Mapper<'tax_rate'> = (raw) => ({
  name: text(raw.Name),
  percentage: null,
  inclusive: false,
  active: isActive(raw) && raw.Hidden !== true,
  country: null,
  createdAt: createdAt(raw),
});

/** Who is dealt with, what is sold, and what postings are sorted by. */
export const QUICKBOOKS_LIST_SHAPES = {
  company_info: company,
  customers: customer,
  vendors: vendor,
  products: item,
  accounts: account,
  classes: ledgerClass,
  tax_codes: taxCode,
};
