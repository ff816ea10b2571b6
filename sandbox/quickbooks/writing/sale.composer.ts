import { decimal, homeAmount, minorOf } from '../dataset/money.facts.js';
import { ACCOUNT } from '../dataset/references.js';
import { pacificDate } from '../pacific.time.js';
import type { QboObject } from '../quickbooks.entity.js';
import { businessFault, requiredMissing, wrongAmount } from '../quickbooks.fault.js';
import { requireMoneyAccount } from './account.check.js';
import type { Composer, Draft } from './composer.js';
import { isProduct, moneyFields, numberIn } from './money.check.js';
import { saleNumber } from './number.check.js';
import { mustRefer, referred, refTo, requiredLines } from './reference.check.js';
import { requireClassAndLocation } from './required.check.js';
import { withTax } from './sales.tax.js';

type Fields = Record<string, unknown>;

const DAY = 86_400;

interface Sale {
  fields: Fields;
  currency: string;
  total: bigint;
}

export const composeInvoice: Composer = (draft) => {
  const { fields, currency, total } = composeSale(draft, true);
  const { existing } = draft;
  const paid = existing ? minorOf(existing.TotalAmt, currency) - minorOf(existing.Balance, currency) : 0n;
  if (paid > total) throw businessFault('The total is less than what was already paid');
  return {
    DueDate: pacificDate(draft.now + 30 * DAY),
    EmailStatus: 'NotSet',
    PrintStatus: 'NotSet',
    ...fields,
    LinkedTxn: existing?.LinkedTxn ?? [],
    Balance: decimal(total - paid, currency),
  };
};

export const composeSalesReceipt: Composer = (draft) => {
  const given = draft.fields.DepositToAccountRef;
  const account = referred(draft, 'accounts', given, 'DepositToAccountRef');
  return composeReceipt(draft, account ?? draft.company.store('accounts').at(ACCOUNT.undeposited));
};

export const composeRefundReceipt: Composer = (draft) =>
  composeReceipt(draft, mustRefer(draft, 'accounts', draft.fields.DepositToAccountRef, 'DepositToAccountRef'));

function composeReceipt(draft: Draft, account: QboObject | null): Fields {
  const { fields, currency, total } = composeSale(draft, false);
  if (total < 0n) throw businessFault('Transaction amount must be 0 or greater.');
  if (account) requireMoneyAccount(account, currency);
  return { ...fields, ...(account ? { DepositToAccountRef: refTo(account) } : {}), Balance: 0 };
}

export const composeCreditMemo: Composer = (draft) => {
  const { fields } = composeSale(draft, true);
  return { ...fields, Balance: fields.TotalAmt, RemainingCredit: fields.TotalAmt };
};

export const composeEstimate: Composer = (draft) => ({ TxnStatus: 'Pending', ...composeSale(draft, true).fields });

function composeSale(draft: Draft, needsCustomer: boolean): Sale {
  const { fields } = draft;
  const customer = needsCustomer
    ? mustRefer(draft, 'customers', fields.CustomerRef, 'CustomerRef')
    : referred(draft, 'customers', fields.CustomerRef, 'CustomerRef');
  const money = moneyFields(draft, customer);
  const currency = money.CurrencyRef.value;
  const composed = requiredLines(fields)
    .filter((line) => line.DetailType !== 'SubTotalLineDetail')
    .map((line, at) => composeLine(draft, line, at, currency));
  requireClassAndLocation(draft, composed);
  const { lines, tax } = withTax(draft, composed, currency);
  const subtotal = lines.reduce((sum, line) => sum + minorOf(line.Amount, currency), 0n);
  const total = subtotal + minorOf(tax.TotalTax, currency);
  const end = { Amount: decimal(subtotal, currency), DetailType: 'SubTotalLineDetail', SubTotalLineDetail: {} };
  const { DocNumber: _sent, ...unnumbered } = fields;
  return {
    currency,
    total,
    fields: {
      TxnDate: pacificDate(draft.now),
      ...unnumbered,
      ...saleNumber(draft),
      ...money,
      ...(customer ? { CustomerRef: refTo(customer) } : {}),
      Line: [...lines, end],
      TxnTaxDetail: tax,
      TotalAmt: decimal(total, currency),
      HomeTotalAmt: homeAmount(total, currency),
    },
  };
}

function composeLine(draft: Draft, line: Fields, at: number, currency: string): Fields {
  const amount = numberIn(line, 'Amount');
  const place = { Id: String(at + 1), LineNum: at + 1 };
  if (amount === undefined) throw requiredMissing('Line.Amount');
  if (line.DetailType !== 'SalesItemLineDetail') {
    if (line.DetailType === 'DescriptionOnly') return { ...line, ...place };
    throw requiredMissing('Line.DetailType');
  }
  const detail = (line.SalesItemLineDetail ?? {}) as Fields;
  const item = referred(draft, 'products', detail.ItemRef, 'Line.SalesItemLineDetail.ItemRef');
  const venue = referred(draft, 'classes', detail.ClassRef, 'Line.SalesItemLineDetail.ClassRef');
  const quantity = numberIn(detail, 'Qty');
  const unitPrice = numberIn(detail, 'UnitPrice');
  if (quantity !== undefined && unitPrice !== undefined && !isProduct(quantity, unitPrice, amount)) {
    throw wrongAmount(`Amount is not equal to UnitPrice * Qty. Supplied value:${String(amount)}`);
  }
  return {
    ...line,
    ...place,
    Amount: decimal(minorOf(amount, currency), currency),
    SalesItemLineDetail: { ...detail, ...refIf('ItemRef', item), ...refIf('ClassRef', venue) },
  };
}

function refIf(name: string, object: QboObject | undefined): Fields {
  return object ? { [name]: refTo(object) } : {};
}
