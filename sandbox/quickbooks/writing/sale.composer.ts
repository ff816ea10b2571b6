import { decimal, homeAmount, minorUnits } from '../dataset/money.facts.js';
import { taxRate } from '../dataset/references.js';
import { pacificDate } from '../pacific.time.js';
import type { QboObject, StreamName } from '../quickbooks.entity.js';
import { requiredMissing } from '../quickbooks.fault.js';
import type { Composer, Draft } from './composer.js';
import { businessFault, moneyFields, numberIn, wrongAmount } from './money.check.js';
import { mustRefer, referred, refTo, requiredLines } from './reference.check.js';

type Fields = Record<string, unknown>;

const DAY = 86_400;
const FIRST_NUMBER: Partial<Record<StreamName, number>> = {
  invoices: 1001,
  sales_receipts: 500_001,
  refund_receipts: 700_001,
  credit_memos: 800_001,
  estimates: 900_001,
};

export const composeInvoice: Composer = (draft) => {
  const sale = composeSale(draft, true);
  const { currency, total } = sale;
  const { existing } = draft;
  const paid = existing ? minorUnits(existing.TotalAmt, currency) - minorUnits(existing.Balance, currency) : 0;
  if (paid > total) throw businessFault('The total is less than what was already paid');
  return {
    DueDate: pacificDate(draft.now + 30 * DAY),
    EmailStatus: 'NotSet',
    PrintStatus: 'NotSet',
    ...sale.fields,
    LinkedTxn: existing?.LinkedTxn ?? [],
    Balance: decimal(total - paid, currency),
  };
};

export const composeSalesReceipt: Composer = (draft) => {
  const { fields } = composeSale(draft, false);
  const account = referred(draft, 'accounts', fields.DepositToAccountRef, 'DepositToAccountRef');
  const deposit = account ?? draft.company.store('accounts').at(1);
  return { ...fields, ...(deposit ? { DepositToAccountRef: refTo(deposit) } : {}), Balance: 0 };
};

export const composeRefundReceipt: Composer = (draft) => {
  const account = mustRefer(draft, 'accounts', draft.fields.DepositToAccountRef, 'DepositToAccountRef');
  return { ...composeSale(draft, false).fields, DepositToAccountRef: refTo(account), Balance: 0 };
};

export const composeCreditMemo: Composer = (draft) => {
  const { fields } = composeSale(draft, true);
  return { ...fields, Balance: fields.TotalAmt, RemainingCredit: fields.TotalAmt };
};

export const composeEstimate: Composer = (draft) => ({ TxnStatus: 'Pending', ...composeSale(draft, true).fields });

function composeSale(draft: Draft, needsCustomer: boolean): { fields: Fields; currency: string; total: number } {
  const { company, fields, stream } = draft;
  const customer = needsCustomer
    ? mustRefer(draft, 'customers', fields.CustomerRef, 'CustomerRef')
    : referred(draft, 'customers', fields.CustomerRef, 'CustomerRef');
  const money = moneyFields(fields, customer);
  const currency = money.CurrencyRef.value;
  const lines = requiredLines(fields)
    .filter((line) => line.DetailType !== 'SubTotalLineDetail')
    .map((line, at) => composeLine(draft, line, at, currency));
  const subtotal = lines.reduce((sum, line) => sum + minorUnits(line.Amount, currency), 0);
  const tax = composeTax(draft, subtotal, currency);
  const total = subtotal + minorUnits(tax.TotalTax, currency);
  const end = { Amount: decimal(subtotal, currency), DetailType: 'SubTotalLineDetail', SubTotalLineDetail: {} };
  return {
    currency,
    total,
    fields: {
      DocNumber: String((FIRST_NUMBER[stream] ?? 1) + company.store(stream).nextIndex),
      TxnDate: pacificDate(draft.now),
      ...fields,
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
  if (amount === undefined) throw requiredMissing('Line.Amount');
  if (line.DetailType !== 'SalesItemLineDetail') {
    if (line.DetailType === 'DescriptionOnly') return { ...line, Id: String(at + 1), LineNum: at + 1 };
    throw requiredMissing('Line.DetailType');
  }
  const detail = (line.SalesItemLineDetail ?? {}) as Fields;
  const item = referred(draft, 'products', detail.ItemRef, 'Line.SalesItemLineDetail.ItemRef');
  const venue = referred(draft, 'classes', detail.ClassRef, 'Line.SalesItemLineDetail.ClassRef');
  const quantity = numberIn(detail, 'Qty');
  const unitPrice = numberIn(detail, 'UnitPrice');
  if (quantity !== undefined && unitPrice !== undefined) {
    const product = minorUnits(quantity * unitPrice, currency);
    if (product !== minorUnits(amount, currency)) {
      throw wrongAmount(`Amount is not equal to UnitPrice * Qty. Supplied value:${amount}`);
    }
  }
  return {
    ...line,
    Id: String(at + 1),
    LineNum: at + 1,
    Amount: decimal(minorUnits(amount, currency), currency),
    SalesItemLineDetail: { ...detail, ...refIf('ItemRef', item), ...refIf('ClassRef', venue) },
  };
}

/** An explicit TotalTax stands; otherwise the code's rate applies to the whole sale. */
function composeTax(draft: Draft, subtotal: number, currency: string): Fields {
  const given = (draft.fields.TxnTaxDetail ?? {}) as Fields;
  const code = referred(draft, 'tax_codes', given.TxnTaxCodeRef, 'TxnTaxDetail.TxnTaxCodeRef');
  if (!code) return { ...given, TotalTax: numberIn(given, 'TotalTax') ?? 0 };
  const rate = taxRate(draft.company.store('tax_codes').indexOf(code.Id)!);
  return { TxnTaxCodeRef: { value: code.Id }, TotalTax: decimal(Math.round((subtotal * rate) / 100), currency) };
}

function refIf(name: string, object: QboObject | undefined): Fields {
  return object ? { [name]: refTo(object) } : {};
}
