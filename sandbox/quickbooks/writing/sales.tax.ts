import { decimalOf } from '../../common/exact.json.js';
import { decimal, minorOf, rounded } from '../dataset/money.facts.js';
import { taxRate } from '../dataset/references.js';
import type { Draft } from './composer.js';
import { numberIn } from './money.check.js';
import { referred } from './reference.check.js';

type Fields = Record<string, unknown>;

/** The codes that American companies have for lines; other codes are those of the company. */
const TAXED = 'TAX';
const UNTAXED = 'NON';
const HUNDRED = 100n;

interface Taxed {
  lines: Fields[];
  tax: Fields;
}

/** A total that was sent stands. Otherwise automated tax or the code's rate applies to the lines that are not free of it. */
export function withTax(draft: Draft, lines: readonly Fields[], currency: string): Taxed {
  const { company, fields, existing } = draft;
  const given = (fields.TxnTaxDetail ?? {}) as Fields;
  const coded = company.hasAutomatedTax ? lines.map(withCode) : [...lines];
  const code = referred(draft, 'tax_codes', given.TxnTaxCodeRef, 'TxnTaxDetail.TxnTaxCodeRef');
  const total = numberIn(given, 'TotalTax');
  const wasSent = fields.TxnTaxDetail !== existing?.TxnTaxDetail || fields.Line === existing?.Line;
  if (total !== undefined && wasSent) {
    return { lines: coded, tax: { ...given, TotalTax: decimal(minorOf(total, currency), currency) } };
  }
  const percent = company.hasAutomatedTax
    ? company.settings.salesTaxPercent
    : code && taxRate(company.store('tax_codes').indexOf(code.Id)!);
  const tax = percent === undefined ? 0n : share(taxable(coded, currency), percent);
  return { lines: coded, tax: { ...given, TotalTax: decimal(tax, currency) } };
}

/** Automated tax takes a line without a code for a taxed one, whatever its item says. */
function withCode(line: Fields): Fields {
  const detail = line.SalesItemLineDetail as Fields | undefined;
  if (!detail || detail.TaxCodeRef) return line;
  return { ...line, SalesItemLineDetail: { ...detail, TaxCodeRef: { value: TAXED } } };
}

function taxable(lines: readonly Fields[], currency: string): bigint {
  const codeOf = (line: Fields): unknown =>
    ((line.SalesItemLineDetail as Fields | undefined)?.TaxCodeRef as { value?: unknown } | undefined)?.value;
  return lines
    .filter((line) => codeOf(line) !== UNTAXED)
    .reduce((sum, line) => sum + minorOf(line.Amount, currency), 0n);
}

function share(amount: bigint, percent: number): bigint {
  const { units, scale } = decimalOf(percent)!;
  return rounded(amount * units, HUNDRED * 10n ** BigInt(scale));
}
