import { firstName } from '../../common/person.words.js';
import type { Dataset } from './dataset.js';
import { billFacts } from './bill.facts.js';
import { currencyRef, decimal, HOME_CURRENCY } from './money.facts.js';
import { address, lastName } from './party.words.js';
import { ACCOUNT, ACCOUNTS, accountName, itemPrice, nameOf, partyCurrency, reference } from './references.js';
import { customerBalance } from './settlement.facts.js';

type Fields = Record<string, unknown>;

/** By index, not by chance: each company with three of them shows at least one of the tax numbers. */
const RESELLER_EVERY = 4;
const CONTRACTOR_EVERY = 3;

/** As an EIN is written; no office has given it. */
function taxNumber(hash: number): string {
  return `99-${1_000_000 + (hash % 8_999_999)}`;
}

export function customer(data: Dataset, index: number): Fields {
  const hash = data.hash('customers', index, 20);
  const currency = partyCurrency(data, 'customers', index);
  const name = nameOf(data, 'customers', index);
  const balance = customerBalance(data, index);
  const mail = `customer${index + 1}@example.com`;
  return {
    GivenName: firstName(hash),
    FamilyName: lastName(hash),
    DisplayName: name,
    FullyQualifiedName: name,
    PrintOnCheckName: name,
    Active: data.isActive('customers', index),
    Taxable: (hash & 1) === 0,
    Job: false,
    BillWithParent: false,
    IsProject: false,
    Balance: decimal(balance, currency),
    BalanceWithJobs: decimal(balance, currency),
    CurrencyRef: currencyRef(currency),
    PreferredDeliveryMethod: 'Email',
    PrimaryPhone: { FreeFormNumber: `(555) ${String(100 + (hash % 900))}-${String(1000 + (hash % 9000))}` },
    ...((hash & 15) === 3 ? {} : { PrimaryEmailAddr: { Address: mail } }),
    BillAddr: address(hash, String(index * 2 + 2)),
    // A reseller shows the number that the tax office knows it by.
    ...(index % RESELLER_EVERY === 0 ? { ResaleNum: taxNumber(hash) } : {}),
    ...((hash & 7) === 0 ? { CompanyName: `${lastName(hash)} Events`, Notes: 'Group bookings' } : {}),
  };
}

export function vendor(data: Dataset, index: number): Fields {
  const hash = data.hash('vendors', index, 20);
  const isContractor = index % CONTRACTOR_EVERY === 0;
  const currency = partyCurrency(data, 'vendors', index);
  const name = nameOf(data, 'vendors', index);
  const [from, to] = data.children('bills', 'vendors', index);
  let owed = 0;
  for (let bill = from; bill < to; bill += 1) owed += billFacts(data, bill).balance;
  return {
    DisplayName: name,
    CompanyName: name,
    PrintOnCheckName: name,
    Active: data.isActive('vendors', index),
    Vendor1099: isContractor,
    ...(isContractor ? { TaxIdentifier: taxNumber(hash) } : {}),
    Balance: decimal(owed, currency),
    CurrencyRef: currencyRef(currency),
    AcctNum: String(10_000 + index),
    PrimaryEmailAddr: { Address: `vendor${index + 1}@example.org` },
    BillAddr: address(hash, String(index * 2 + 3)),
  };
}

export function item(data: Dataset, index: number): Fields {
  const hash = data.hash('products', index, 20);
  const name = nameOf(data, 'products', index);
  const stocked = hash % 5 === 0;
  return {
    Name: name,
    Description: `${name}, admission for one`,
    Active: data.isActive('products', index),
    FullyQualifiedName: name,
    Sku: `SKU-${String(index + 1).padStart(5, '0')}`,
    Taxable: (hash & 1) === 0,
    UnitPrice: decimal(itemPrice(data, index, HOME_CURRENCY), HOME_CURRENCY),
    Type: stocked ? 'NonInventory' : 'Service',
    IncomeAccountRef: reference(data, 'accounts', (hash & 2) === 0 ? ACCOUNT.sales : ACCOUNT.fees),
    ...(stocked ? { ExpenseAccountRef: reference(data, 'accounts', ACCOUNT.cost) } : {}),
    PurchaseCost: 0,
    TrackQtyOnHand: false,
  };
}

export function account(data: Dataset, index: number): Fields {
  const [, type, subtype, classification] = ACCOUNTS[index] ?? ['', 'Expense', 'OtherBusinessExpenses', 'Expense'];
  const name = accountName(index);
  return {
    Name: name,
    SubAccount: false,
    FullyQualifiedName: name,
    Active: data.isActive('accounts', index),
    Classification: classification,
    AccountType: type,
    AccountSubType: subtype,
    AcctNum: String(1000 + index * 10),
    CurrentBalance: 0,
    CurrentBalanceWithSubAccounts: 0,
    CurrencyRef: currencyRef(HOME_CURRENCY),
  };
}

export function venueClass(data: Dataset, index: number): Fields {
  const name = nameOf(data, 'classes', index);
  return { Name: name, SubClass: false, FullyQualifiedName: name, Active: data.isActive('classes', index) };
}

export function companyInfo(data: Dataset): Fields {
  const place = address(data.hash('company_info', 0, 20), '1');
  const name = `Sandbox Venue ${data.realmId.slice(-4)}`;
  return {
    CompanyName: name,
    LegalName: name,
    EmployerId: taxNumber(data.hash('company_info', 0, 21)),
    CompanyAddr: place,
    CustomerCommunicationAddr: place,
    LegalAddr: place,
    CustomerCommunicationEmailAddr: { Address: 'box-office@example.com' },
    PrimaryPhone: { FreeFormNumber: '(555) 010-2000' },
    CompanyStartDate: '2019-01-01',
    FiscalYearStartMonth: 'January',
    Country: 'US',
    Email: { Address: 'box-office@example.com' },
    WebAddr: { URI: 'https://venue.example.com' },
    SupportedLanguages: 'en',
    DefaultTimeZone: 'America/Los_Angeles',
    NameValue: [
      { Name: 'NeoEnabled', Value: 'true' },
      { Name: 'OfferingSku', Value: 'QuickBooks Online Plus' },
      { Name: 'CurrencyCode', Value: HOME_CURRENCY },
    ],
  };
}
