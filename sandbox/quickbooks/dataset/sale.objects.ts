import { pacificDate } from '../pacific.time.js';
import type { Dataset } from './dataset.js';
import { companyNumber } from './document.numbers.js';
import { currencyRef, decimal, exchangeRate, homeAmount } from './money.facts.js';
import { ACCOUNT, nameOf, reference, taxCodeRef } from './references.js';
import { saleFacts, type SaleFacts, type SaleStream } from './sale.facts.js';
import { invoiceBalance, isVoided, paymentFacts } from './settlement.facts.js';

type Fields = Record<string, unknown>;

const DAY = 86_400;

export function invoice(data: Dataset, index: number): Fields {
  const facts = saleFacts(data, 'invoices', index);
  const created = data.createdAt('invoices', index);
  const due = { DueDate: pacificDate(created + 30 * DAY), SalesTermRef: { value: '3', name: 'Net 30' } };
  const status = { EmailStatus: 'NotSet', PrintStatus: 'NeedToPrint', AllowOnlineACHPayment: false };
  if (isVoided(data, index)) return { ...voided(data, index, facts), ...due, ...status, Balance: 0, LinkedTxn: [] };
  const links: Fields[] = [];
  const [from, to] = data.children('payments', 'invoices', index);
  for (let payment = from; payment < to; payment += 1) {
    if (paymentFacts(data, payment).applied > 0)
      links.push({ TxnId: data.id('payments', payment), TxnType: 'Payment' });
  }
  return {
    ...sale(data, 'invoices', index, facts),
    ...due,
    ...status,
    Balance: decimal(invoiceBalance(data, index), facts.currency),
    LinkedTxn: links,
  };
}

export function salesReceipt(data: Dataset, index: number): Fields {
  return {
    ...sale(data, 'sales_receipts', index, saleFacts(data, 'sales_receipts', index)),
    PaymentRefNum: `ORD-${index + 1}`,
    PaymentMethodRef: { value: '3', name: 'Credit Card' },
    DepositToAccountRef: reference(data, 'accounts', ACCOUNT.checking),
    Balance: 0,
  };
}

export function refundReceipt(data: Dataset, index: number): Fields {
  const receipt = data.parent('refund_receipts', 'sales_receipts', index);
  return {
    ...sale(data, 'refund_receipts', index, saleFacts(data, 'refund_receipts', index)),
    ...(receipt < 0
      ? {}
      : { PaymentRefNum: `ORD-${receipt + 1}`, PrivateNote: `Refund of sales receipt ${500_001 + receipt}` }),
    DepositToAccountRef: reference(data, 'accounts', ACCOUNT.checking),
    Balance: 0,
  };
}

export function creditMemo(data: Dataset, index: number): Fields {
  const facts = saleFacts(data, 'credit_memos', index);
  const left = decimal(facts.total, facts.currency);
  return { ...sale(data, 'credit_memos', index, facts), Balance: left, RemainingCredit: left };
}

export function estimate(data: Dataset, index: number): Fields {
  const states = ['Pending', 'Accepted', 'Closed', 'Rejected'];
  const expires = pacificDate(data.createdAt('estimates', index) + 45 * DAY);
  return {
    ...sale(data, 'estimates', index, saleFacts(data, 'estimates', index)),
    TxnStatus: states[data.hash('estimates', index, 64) % states.length],
    ExpirationDate: expires,
    EmailStatus: 'NotSet',
  };
}

function sale(data: Dataset, stream: SaleStream, index: number, facts: SaleFacts): Fields {
  const { customer, currency } = facts;
  const money = (minor: number): number => decimal(minor, currency);
  const lines: Fields[] = facts.lines.map((line, at) => ({
    Id: String(at + 1),
    LineNum: at + 1,
    ...(line.item < 0 ? {} : { Description: nameOf(data, 'products', line.item) }),
    Amount: money(line.amount),
    DetailType: 'SalesItemLineDetail',
    SalesItemLineDetail: {
      ItemRef: reference(data, 'products', line.item),
      ClassRef: reference(data, 'classes', line.class),
      UnitPrice: money(line.unitPrice),
      Qty: line.quantity,
      TaxCodeRef: taxCodeRef(data, facts.taxCode),
    },
  }));
  lines.push({ Amount: money(facts.subtotal), DetailType: 'SubTotalLineDetail', SubTotalLineDetail: {} });
  return {
    DocNumber: companyNumber(stream, index),
    TxnDate: pacificDate(data.createdAt(stream, index)),
    CurrencyRef: currencyRef(currency),
    ExchangeRate: exchangeRate(currency),
    CustomerRef: reference(data, 'customers', customer),
    ...(customer < 0 ? {} : { BillEmail: { Address: `customer${customer + 1}@example.com` } }),
    Line: lines,
    TxnTaxDetail: { TxnTaxCodeRef: taxCodeRef(data, facts.taxCode), TotalTax: money(facts.tax) },
    GlobalTaxCalculation: 'TaxExcluded',
    ApplyTaxAfterDiscount: false,
    TotalAmt: money(facts.total),
    HomeTotalAmt: homeAmount(facts.total, currency),
    CustomField: [],
  };
}

/** A voided transaction keeps its number and its lines; every amount is zero. */
function voided(data: Dataset, index: number, facts: SaleFacts): Fields {
  const lines = facts.lines.map((line) => ({ ...line, quantity: 0, unitPrice: 0, amount: 0 }));
  const nothing = { ...facts, lines, subtotal: 0, tax: 0, total: 0 };
  return { ...sale(data, 'invoices', index, nothing), PrivateNote: 'Voided' };
}
