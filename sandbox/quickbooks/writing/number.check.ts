import { companyNumber } from '../dataset/document.numbers.js';
import { SHAPES } from '../quickbooks.entity.js';
import { tooLong, usedNumber } from '../quickbooks.fault.js';
import type { Draft } from './composer.js';

type Numbered = { DocNumber?: string };

const LONGEST_NUMBER = 21;

/** A sale has the number it is given where the company allows own numbers, and none without one; otherwise the next. */
export function saleNumber(draft: Draft): Numbered {
  const { company, existing, stream } = draft;
  const given = givenNumber(draft);
  if (company.hasCustomNumbers) {
    requireUnused(draft, given);
    return given === undefined ? {} : { DocNumber: given };
  }
  // Intuit tells callers not to send one then: nothing guards it.
  if (given !== undefined && company.settings.sentNumber === 'kept') return { DocNumber: given };
  if (!existing) return { DocNumber: companyNumber(stream, company.store(stream).nextIndex) };
  return typeof existing.DocNumber === 'string' ? { DocNumber: existing.DocNumber } : {};
}

/** A journal entry may share its number, unless the company wants to be warned. */
export function entryNumber(draft: Draft): Numbered {
  const given = givenNumber(draft);
  if (draft.company.refusesUsedJournalNumbers) requireUnused(draft, given);
  return { DocNumber: given ?? companyNumber(draft.stream, draft.company.store(draft.stream).nextIndex) };
}

function givenNumber({ fields }: Draft): string | undefined {
  const { DocNumber: number } = fields;
  if (typeof number !== 'string' || number === '') return undefined;
  if (number.length > LONGEST_NUMBER) throw tooLong(LONGEST_NUMBER, 'DocNumber');
  return number;
}

function requireUnused(draft: Draft, number: string | undefined): void {
  const { company, existing, stream, takesAnyNumber } = draft;
  if (number === undefined || takesAnyNumber || company.settings.usedNumber === 'accepted') return;
  if (number === existing?.DocNumber) return;
  const store = company.store(stream);
  const [holder] = store.indexesOfNumber(number);
  if (holder === undefined) return;
  throw usedNumber(company.settings.usedNumberCode, number, SHAPES[stream].entity, company.data.id(stream, holder));
}
