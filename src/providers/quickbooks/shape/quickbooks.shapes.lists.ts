import { currencyCode, toWholeMinor } from '../../kit/currency.js';
import { asRecord, calendarDate, countryCode, decimal, flag, items, text } from '../../kit/fields.js';
import type { Shapes } from '../../shapes.js';
import {
  address,
  createdAt,
  currencyOf,
  email,
  fullName,
  isActive,
  minor,
  nameOf,
  phone,
  refId,
} from './quickbooks.fields.js';
import type { Mapper } from '../../kit/normaliser.js';

/** Further facts about the company are in a list of names and values. */
export const company_info: Mapper<'account'> = (raw) => {
  const currency = items(raw.NameValue).find(({ Name }) => Name === 'CurrencyCode' || Name === 'HomeCurrency');
  return {
    name: text(raw.CompanyName) ?? text(raw.LegalName),
    email: email(raw.Email) ?? email(raw.CompanyEmailAddr) ?? email(raw.CustomerCommunicationEmailAddr),
    country: countryCode(raw.Country),
    currency: currencyCode(currency?.Value) ?? currencyOf(raw),
  };
};

export const preferences: Mapper<'preferences'> = (raw) => {
  const [books, currency] = [asRecord(raw.AccountingInfoPrefs), asRecord(raw.CurrencyPrefs)];
  return {
    currency: currencyCode(refId(currency.HomeCurrency)),
    multicurrency: flag(currency.MultiCurrencyEnabled),
    closedUntil: calendarDate(books.BookCloseDate),
    customNumbers: flag(asRecord(raw.SalesFormsPrefs).CustomTxnNumbers),
    usesClasses: flag(books.ClassTrackingPerTxn) || flag(books.ClassTrackingPerTxnLine),
    usesDepartments: flag(books.TrackDepartments),
    usesTax: flag(asRecord(raw.TaxPrefs).UsingSalesTax),
    createdAt: createdAt(raw),
  };
};

export const customers: Mapper<'customer'> = (raw) => ({
  name: fullName(raw),
  email: email(raw.PrimaryEmailAddr),
  phone: phone(raw.PrimaryPhone, raw.Mobile, raw.AlternatePhone),
  address: address(raw.BillAddr) ?? address(raw.ShipAddr),
  currency: currencyOf(raw),
  active: isActive(raw),
  unsubscribed: null,
  metadata: {},
  createdAt: createdAt(raw),
});

export const vendors: Mapper<'vendor'> = (raw) => ({
  name: fullName(raw),
  email: email(raw.PrimaryEmailAddr),
  phone: phone(raw.PrimaryPhone, raw.Mobile, raw.AlternatePhone),
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
  Discount: 'discount',
  Tax: 'tax',
  'Tax Group': 'tax',
};

/** Its price is in the company's own currency, which the item does not name. */
export const products: Mapper<'product'> = (raw) => ({
  amountMinor: toWholeMinor(raw.UnitPrice, currencyOf(raw)),
  currency: currencyOf(raw),
  kind: KINDS[text(raw.Type) ?? ''] ?? 'product',
  parentId: refId(raw.ParentRef),
  name: nameOf(raw, 'Name'),
  description: text(raw.Description),
  active: isActive(raw),
  defaultPriceId: null,
  sku: text(raw.Sku),
  url: null,
  metadata: {},
  createdAt: createdAt(raw),
});

export const accounts: Mapper<'ledger_account'> = (raw) => ({
  name: nameOf(raw, 'FullyQualifiedName', 'Name'),
  number: text(raw.AcctNum),
  kind: text(raw.AccountType),
  classification: text(raw.Classification),
  balanceMinor: minor(raw.CurrentBalance, raw),
  currency: currencyOf(raw),
  active: isActive(raw),
  createdAt: createdAt(raw),
});

const category: Mapper<'category'> = (raw) => ({
  name: nameOf(raw, 'Name'),
  parentId: refId(raw.ParentRef),
  active: isActive(raw),
  createdAt: createdAt(raw),
});

export { category as classes, category as departments };

/** A code combines several rates, which are separate objects, so it has no percentage. */
export const tax_codes: Mapper<'tax_rate'> = (raw) => ({
  name: nameOf(raw, 'Name'),
  percentage: null,
  inclusive: false,
  active: isActive(raw) && raw.Hidden !== true,
  agencyId: null,
  description: text(raw.Description),
  country: null,
  createdAt: createdAt(raw),
});

export const tax_rates: Mapper<'tax_rate'> = (raw, at) => ({
  name: nameOf(raw, 'Name'),
  percentage: decimal(raw.RateValue) ?? rateAt(raw.EffectiveTaxRate, at),
  inclusive: false,
  active: isActive(raw),
  agencyId: refId(raw.AgencyRef),
  description: text(raw.Description),
  country: null,
  createdAt: createdAt(raw),
});

/** Of a rate that changes from a day on. */
function rateAt(rates: unknown, at: Date): number | null {
  const now = at.getTime();
  const current = items(rates).find(({ EffectiveDate, EndDate }) => {
    const [from, to] = [EffectiveDate, EndDate].map((date) => Date.parse(text(date) ?? ''));
    return !(from! > now) && !(to! <= now);
  });
  return decimal(current?.RateValue);
}
