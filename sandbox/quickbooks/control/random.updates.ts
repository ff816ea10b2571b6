import type { SeededRandom } from '../../common/seeded.random.js';
import type { QboObject, StreamName } from '../quickbooks.entity.js';

type Patch = Record<string, unknown>;
type Update = (object: QboObject, random: SeededRandom) => Patch;

const oneOf = (random: SeededRandom, ...patches: Patch[]): Patch => patches[random.integer(patches.length)]!;
const note = (random: SeededRandom): Patch => ({ PrivateNote: `Note ${random.integer(1e9)}` });
const phone = (random: SeededRandom): Patch => ({
  PrimaryPhone: { FreeFormNumber: `(555) 555-${1000 + random.integer(9000)}` },
});
const email = (random: SeededRandom): Patch => ({
  PrimaryEmailAddr: { Address: `moved.${random.integer(1e9)}@example.net` },
});
/** Inactive ones come back more often than active ones go, so that most stay active. */
const activity = (object: QboObject, random: SeededRandom): Patch =>
  object.Active === false || random.integer(4) === 0 ? { Active: object.Active === false } : {};

/** A change that each entity plausibly goes through, and that leaves the books balanced. */
export const UPDATES: Record<StreamName, Update> = {
  company_info: (_company, random) => ({ LegalName: `Sandbox Venue ${random.integer(1e6)} LLC` }),
  preferences: (_preferences, random) => ({
    ReportPrefs: { ReportBasis: random.integer(2) === 0 ? 'Cash' : 'Accrual', CalcAgingReportFromTxnDate: false },
  }),
  customers: (customer, random) =>
    oneOf(random, email(random), phone(random), { Notes: `Seen ${random.integer(1e9)}` }, activity(customer, random)),
  vendors: (vendor, random) => oneOf(random, email(random), phone(random), activity(vendor, random)),
  products: (item, random) => oneOf(random, { UnitPrice: 5 + random.integer(19_500) / 100 }, activity(item, random)),
  accounts: (_account, random) => ({ Description: `Reviewed ${random.integer(1e6)}` }),
  classes: (_class, random) => renamed(`Venue renamed ${random.integer(1e9)}`),
  departments: (_department, random) => renamed(`Location renamed ${random.integer(1e9)}`),
  tax_rates: (_rate, random) => ({ Description: `Rate sheet ${random.integer(1e6)}` }),
  tax_codes: (_code, random) => ({ Description: `Rate sheet ${random.integer(1e6)}` }),
  invoices: (_invoice, random) =>
    oneOf(
      random,
      note(random),
      { CustomerMemo: { value: `Thanks ${random.integer(1e6)}` } },
      { EmailStatus: 'EmailSent' },
    ),
  payments: (_payment, random) => oneOf(random, note(random), { PaymentRefNum: `REF-${random.integer(1e9)}` }),
  sales_receipts: (_receipt, random) => note(random),
  refund_receipts: (_refund, random) => note(random),
  credit_memos: (_memo, random) => note(random),
  deposits: (_deposit, random) => note(random),
  journal_entries: (_entry, random) => note(random),
  transfers: (_transfer, random) => note(random),
  bill_payments: (_payment, random) => note(random),
  purchases: (_purchase, random) => note(random),
  bills: (_bill, random) => oneOf(random, note(random), { DocNumber: `B-${random.integer(1e9)}` }),
  estimates: (estimate, random) =>
    oneOf(random, note(random), { TxnStatus: estimate.TxnStatus === 'Pending' ? 'Accepted' : 'Closed' }),
};

function renamed(name: string): Patch {
  return { Name: name, FullyQualifiedName: name };
}
