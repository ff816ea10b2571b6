import { currencyRef, HOME_CURRENCY } from '../dataset/money.facts.js';
import { currencyOf } from '../live/settlement.effects.js';
import { businessFault, requiredMissing } from '../quickbooks.fault.js';
import { requireOwnCurrency } from './account.check.js';
import type { Composer, Draft } from './composer.js';
import { currencyIn, requireCurrency } from './money.check.js';
import { checkedName, PARTIES } from './name.check.js';
import { mustRefer, referred, refTo } from './reference.check.js';

export const composeParty: Composer = (draft) => {
  const { fields, existing, stream } = draft;
  const parts = ['GivenName', 'FamilyName'].map((part) => fields[part]).filter((part) => typeof part === 'string');
  const name = fields.DisplayName ?? (parts.length > 0 ? parts.join(' ') : fields.CompanyName);
  const displayName = checkedName(draft, name, 'DisplayName', PARTIES);
  const currency = keptCurrency(draft);
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
  const currency = keptCurrency(draft);
  requireOwnCurrency(fields.AccountType, currency);
  return {
    Active: true,
    SubAccount: false,
    CurrentBalance: 0,
    CurrentBalanceWithSubAccounts: 0,
    ...fields,
    CurrencyRef: currencyRef(currency),
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

/** The currency of a name or an account never changes. */
function keptCurrency({ company, fields, existing }: Draft): string {
  const own = existing ? currencyOf(existing) : undefined;
  const currency = currencyIn(fields) ?? own ?? HOME_CURRENCY;
  if (own !== undefined && own !== currency) throw businessFault('The currency cannot be changed');
  requireCurrency(company, currency);
  return currency;
}
