import type { AccountFacts, Rules } from '../../push.port.js';
import { HeldBack } from './quickbooks.held-back.js';
import { amountOfLine, type Paid, type PaidLine } from './quickbooks.paid-lines.js';
import { chosen } from './quickbooks.push-rules.js';

/** Intuit's code for what is free of tax. Automated tax takes a line without a code for a taxed one. */
const UNTAXED = { value: 'NON' };
/** Intuit's code for what is taxed, in American companies. */
const TAXED = { value: 'TAX' };

/** What the rules and `choices` say to somebody whose company has none. */
export const NO_AUTOMATED_TAX =
  'The company has no automated sales tax, which only American companies have: set it up there, or choose tax: line';

/** Where a document has its tax. */
export interface TaxPlace {
  /** What the tax line comes to. 0: it has none. */
  lineMinor: bigint;
  /** What the request says of the tax of the other lines. Without a total QuickBooks would compute one. */
  totalMinor: bigint;
  codeOf(line: PaidLine): { value: string };
}

export const overridesTax = (rules: Rules): boolean => chosen(rules, 'sale', 'tax') === 'override';

/** Another company keeps no tax that it is told, so the document would come to less than was paid. @throws HeldBack */
export function requireTax(facts: AccountFacts | undefined, rules: Rules): void {
  if (!overridesTax(rules) || facts?.automatedTax === true) return;
  throw HeldBack.waiting('account', NO_AUTOMATED_TAX);
}

/** The tax is a separate line, unless it is told as the tax of the lines. What gives back nothing but tax has no other line. */
export function taxPlace({ lines, taxMinor }: Paid, rules: Rules): TaxPlace {
  const isTold = overridesTax(rules) && lines.some((line) => amountOfLine(line) !== 0n);
  if (!isTold || taxMinor === 0n) return { lineMinor: taxMinor, totalMinor: 0n, codeOf: () => UNTAXED };
  const isKnown = lines.some(({ isTaxed }) => isTaxed);
  const codeOf = ({ isTaxed }: PaidLine) => (isTaxed || !isKnown ? TAXED : UNTAXED);
  return { lineMinor: 0n, totalMinor: taxMinor, codeOf };
}
