import type { QboObject, StreamName } from '../quickbooks.entity.js';

const STREAM_OF_REF: Readonly<Record<string, StreamName>> = {
  CustomerRef: 'customers',
  VendorRef: 'vendors',
  ItemRef: 'products',
  ClassRef: 'classes',
  AccountRef: 'accounts',
  IncomeAccountRef: 'accounts',
  ExpenseAccountRef: 'accounts',
  DepositToAccountRef: 'accounts',
  APAccountRef: 'accounts',
  BankAccountRef: 'accounts',
  FromAccountRef: 'accounts',
  ToAccountRef: 'accounts',
  TaxRateRef: 'tax_rates',
  TaxCodeRef: 'tax_codes',
  TxnTaxCodeRef: 'tax_codes',
};

/** Codes that American companies have without an entity. */
const OWN_CODES: readonly unknown[] = ['TAX', 'NON'];

/**
 * References, anywhere in an object, to entities that the company does not have.
 * @param exists whether the company has an entity with this id
 */
export function brokenReferences(
  exists: (stream: StreamName, id: string) => boolean,
  stream: StreamName,
  object: QboObject,
): string[] {
  const problems: string[] = [];
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const [name, part] of Object.entries(value)) {
      const target = STREAM_OF_REF[name];
      const id = target ? (part as { value?: string } | null)?.value : undefined;
      const isOwn = target === 'tax_codes' && OWN_CODES.includes(id);
      if (target && id !== undefined && !isOwn && !exists(target, id)) {
        problems.push(`${stream} ${object.Id}: ${name} ${id} does not exist`);
      }
      visit(part);
    }
  };
  visit(object);
  return problems;
}
