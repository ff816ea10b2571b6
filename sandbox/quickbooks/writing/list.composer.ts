import { currencyRef, HOME_CURRENCY, isCurrency } from '../dataset/money.facts.js';
import { duplicateName, invalidReference, requiredMissing, validationFault } from '../quickbooks.fault.js';
import type { StreamName } from '../quickbooks.entity.js';
import type { Composer, Draft } from './composer.js';
import { mustRefer, referred, refTo } from './reference.check.js';

const LONGEST_NAME: Partial<Record<StreamName, number>> = { customers: 500, vendors: 500 };

export const composeParty: Composer = (draft) => {
  const { fields, existing, stream } = draft;
  const parts = ['GivenName', 'FamilyName'].map((part) => fields[part]).filter((part) => typeof part === 'string');
  const name = fields.DisplayName ?? (parts.length > 0 ? parts.join(' ') : fields.CompanyName);
  const displayName = checkedName(draft, name, 'DisplayName', ['customers', 'vendors']);
  const currency = (fields.CurrencyRef as { value?: unknown } | undefined)?.value ?? HOME_CURRENCY;
  if (typeof currency !== 'string' || !isCurrency(currency)) throw invalidReference('CurrencyRef');
  const own = existing?.CurrencyRef as { value: string } | undefined;
  if (own && own.value !== currency)
    throw validationFault('6000', 'Business validation', 'The currency cannot be changed');
  const balance = existing?.Balance ?? 0;
  return {
    PrintOnCheckName: displayName,
    ...(stream === 'customers' ? { Taxable: true, Job: false, BillWithParent: false, BalanceWithJobs: balance } : {}),
    Active: true,
    ...fields,
    DisplayName: displayName,
    ...(stream === 'customers' ? { FullyQualifiedName: displayName } : {}),
    CurrencyRef: currencyRef(currency),
    Balance: balance,
  };
};

export const composeItem: Composer = (draft) => {
  const { fields } = draft;
  const name = checkedName(draft, fields.Name, 'Name', ['products']);
  const type = fields.Type ?? 'Service';
  const income = mustRefer(draft, 'accounts', fields.IncomeAccountRef, 'IncomeAccountRef');
  const expense = referred(draft, 'accounts', fields.ExpenseAccountRef, 'ExpenseAccountRef');
  return {
    Active: true,
    UnitPrice: 0,
    PurchaseCost: 0,
    TrackQtyOnHand: false,
    ...fields,
    Name: name,
    FullyQualifiedName: name,
    Type: type,
    IncomeAccountRef: refTo(income),
    ...(expense ? { ExpenseAccountRef: refTo(expense) } : {}),
  };
};

export const composeAccount: Composer = (draft) => {
  const { fields } = draft;
  const name = checkedName(draft, fields.Name, 'Name', ['accounts']);
  if (fields.AccountType === undefined && fields.AccountSubType === undefined) throw requiredMissing('AccountType');
  return {
    Active: true,
    SubAccount: false,
    CurrentBalance: 0,
    CurrentBalanceWithSubAccounts: 0,
    CurrencyRef: currencyRef(HOME_CURRENCY),
    ...fields,
    Name: name,
    FullyQualifiedName: name,
  };
};

export const composeClass: Composer = (draft) => {
  const name = checkedName(draft, draft.fields.Name, 'Name', ['classes']);
  return { Active: true, SubClass: false, ...draft.fields, Name: name, FullyQualifiedName: name };
};

export const composeDepartment: Composer = (draft) => {
  const name = checkedName(draft, draft.fields.Name, 'Name', ['departments']);
  return { Active: true, SubDepartment: false, ...draft.fields, Name: name, FullyQualifiedName: name };
};

/** Customers and vendors share one list of names. */
function checkedName(draft: Draft, value: unknown, element: string, streams: readonly StreamName[]): string {
  if (typeof value !== 'string' || value.trim() === '') throw requiredMissing(element);
  const longest = LONGEST_NAME[draft.stream] ?? 100;
  if (value.length > longest) {
    throw validationFault(
      '2050',
      'Invalid String Length',
      `String length is longer than the maximum of ${longest}`,
      element,
    );
  }
  for (const stream of streams) {
    const index = draft.company.store(stream).indexOfName(value);
    const isSelf = stream === draft.stream && index === ownIndex(draft);
    if (index !== undefined && !isSelf) throw duplicateName(value);
  }
  return value;
}

function ownIndex({ company, stream, existing }: Draft): number | undefined {
  return existing ? company.store(stream).indexOf(existing.Id) : undefined;
}
