import type { SeededRandom } from '../../common/seeded.random.js';
import { decimal, HOME_CURRENCY, minorUnits } from '../dataset/money.facts.js';
import { ACCOUNT } from '../dataset/references.js';
import { currencyOf } from '../live/settlement.effects.js';
import type { QuickBooksCompany } from '../live/quickbooks.company.js';
import type { QboObject, StreamName } from '../quickbooks.entity.js';

type Body = Record<string, unknown>;
type Creation = (company: QuickBooksCompany, random: SeededRandom) => Body;

const TRIES = 100;
const LONGEST_REFERENCE = 21;

/** Bodies as a well-behaved app would send them. */
export const CREATIONS: Partial<Record<StreamName, Creation>> = {
  customers: (_company, random) => ({
    DisplayName: `New Customer ${unique(random)}`,
    GivenName: 'New',
    FamilyName: `Customer ${random.integer(1e6)}`,
    PrimaryEmailAddr: { Address: `new.${random.integer(1e9)}@example.com` },
  }),
  vendors: (_company, random) => ({ DisplayName: `New Vendor ${unique(random)}` }),
  products: (company, random) => ({
    Name: `New Ticket ${unique(random)}`,
    Type: 'Service',
    UnitPrice: decimal(1000 + random.integer(9000), HOME_CURRENCY),
    IncomeAccountRef: refAt(company, 'accounts', ACCOUNT.sales),
  }),
  accounts: (_company, random) => ({ Name: `New Account ${unique(random)}`, AccountType: 'Expense' }),
  classes: (_company, random) => ({ Name: `New Venue ${unique(random)}` }),
  departments: (_company, random) => ({ Name: `New Location ${unique(random)}` }),
  invoices: (company, random) => sale(company, random),
  sales_receipts: (company, random) => ({
    ...sale(company, random),
    PaymentRefNum: `ORD-${unique(random)}`.slice(0, LONGEST_REFERENCE),
  }),
  refund_receipts: (company, random) => ({
    ...sale(company, random),
    DepositToAccountRef: refAt(company, 'accounts', ACCOUNT.checking),
  }),
  credit_memos: (company, random) => sale(company, random),
  estimates: (company, random) => sale(company, random),
  payments: payment,
  deposits: (company, random) => ({
    DepositToAccountRef: refAt(company, 'accounts', ACCOUNT.checking),
    Line: [
      {
        Amount: cents(random),
        DetailType: 'DepositLineDetail',
        DepositLineDetail: { AccountRef: refAt(company, 'accounts', ACCOUNT.sales) },
      },
    ],
  }),
  journal_entries: (company, random) => {
    const amount = cents(random);
    const line = (posting: string, account: number): Body => ({
      Amount: amount,
      DetailType: 'JournalEntryLineDetail',
      JournalEntryLineDetail: { PostingType: posting, AccountRef: refAt(company, 'accounts', account) },
    });
    return { Line: [line('Debit', ACCOUNT.cost), line('Credit', ACCOUNT.checking)] };
  },
  bills: (company, random) => ({
    VendorRef: ref(some(company, 'vendors', random)),
    Line: [
      {
        Amount: 1 + random.integer(900),
        DetailType: 'AccountBasedExpenseLineDetail',
        AccountBasedExpenseLineDetail: { AccountRef: refAt(company, 'accounts', ACCOUNT.cost) },
      },
    ],
  }),
  transfers: (company, random) => ({
    FromAccountRef: refAt(company, 'accounts', ACCOUNT.checking),
    ToAccountRef: refAt(company, 'accounts', ACCOUNT.savings),
    Amount: cents(random),
  }),
  bill_payments: billPayment,
  purchases: (company, random) => ({
    AccountRef: refAt(company, 'accounts', ACCOUNT.checking),
    PaymentType: 'Cash',
    Line: [
      {
        Amount: cents(random),
        DetailType: 'AccountBasedExpenseLineDetail',
        AccountBasedExpenseLineDetail: { AccountRef: refAt(company, 'accounts', ACCOUNT.cost) },
      },
    ],
  }),
};

/** Pays an open invoice in part or in full; without one the money stays unapplied. */
function payment(company: QuickBooksCompany, random: SeededRandom): Body {
  const invoices = company.store('invoices');
  for (let tries = 0; tries < TRIES && invoices.nextIndex > 0; tries += 1) {
    const invoice = invoices.at(random.integer(invoices.nextIndex));
    const customer = company
      .store('customers')
      .find((invoice?.CustomerRef as { value: string } | undefined)?.value ?? '');
    if (!invoice || !customer || customer.Active === false || Number(invoice.Balance) <= 0) continue;
    const currency = currencyOf(invoice);
    const owed = minorUnits(invoice.Balance, currency);
    const paid = decimal(random.integer(2) === 0 ? owed : 1 + random.integer(owed), currency);
    const line = { Amount: paid, LinkedTxn: [{ TxnId: invoice.Id, TxnType: 'Invoice' }] };
    return {
      CustomerRef: invoice.CustomerRef,
      TotalAmt: paid,
      Line: [line],
      PaymentRefNum: `PAY-${unique(random)}`.slice(0, LONGEST_REFERENCE),
    };
  }
  return { CustomerRef: ref(some(company, 'customers', random)), TotalAmt: 1 + random.integer(500) };
}

/** Pays an open bill in full; there is always one, or one is made of nothing owed. */
function billPayment(company: QuickBooksCompany, random: SeededRandom): Body {
  const bills = company.store('bills');
  for (let tries = 0; tries < TRIES && bills.nextIndex > 0; tries += 1) {
    const bill = bills.at(random.integer(bills.nextIndex));
    const vendor = company.store('vendors').find((bill?.VendorRef as { value: string } | undefined)?.value ?? '');
    if (!bill || !vendor || vendor.Active === false || Number(bill.Balance) <= 0) continue;
    const line = { Amount: bill.Balance, LinkedTxn: [{ TxnId: bill.Id, TxnType: 'Bill' }] };
    return { VendorRef: bill.VendorRef, PayType: 'Check', TotalAmt: bill.Balance, Line: [line] };
  }
  const none = { Amount: 0, LinkedTxn: [] };
  return { VendorRef: ref(some(company, 'vendors', random)), PayType: 'Check', TotalAmt: 0, Line: [none] };
}

function sale(company: QuickBooksCompany, random: SeededRandom): Body {
  const item = some(company, 'products', random);
  const quantity = 1 + random.integer(4);
  const unitPrice = 5 + random.integer(300);
  const detail = { ItemRef: ref(item), Qty: quantity, UnitPrice: unitPrice };
  return {
    CustomerRef: ref(some(company, 'customers', random)),
    Line: [{ Amount: quantity * unitPrice, DetailType: 'SalesItemLineDetail', SalesItemLineDetail: detail }],
  };
}

function some(company: QuickBooksCompany, stream: StreamName, random: SeededRandom): QboObject {
  const store = company.store(stream);
  for (let tries = 0; tries < TRIES && store.nextIndex > 0; tries += 1) {
    const object = store.at(random.integer(store.nextIndex));
    if (object && object.Active !== false) return object;
  }
  throw new Error(`there are no active ${stream} to refer to`);
}

const ref = (object: QboObject) => ({ value: object.Id });
const cents = (random: SeededRandom): number => decimal(100 + random.integer(50_000), HOME_CURRENCY);
const unique = (random: SeededRandom): string => `${random.integer(1e9)}-${random.integer(1e9)}`;

function refAt(company: QuickBooksCompany, stream: StreamName, index: number) {
  return { value: company.data.id(stream, index) };
}
