import type { QuickBooksCompany } from '../live/quickbooks.company.js';
import type { StreamName } from '../quickbooks.entity.js';
import { duplicateName, forbiddenCharacter, requiredMissing, tooLong } from '../quickbooks.fault.js';
import type { Draft } from './composer.js';

const LONGEST_NAME = 100;
const LONGEST_PARTY = 500;
const FORBIDDEN = /[:\t\n]/;

/** Customers, vendors and employees share one list of names. */
export const PARTIES: readonly StreamName[] = ['customers', 'vendors'];

/** A name that is free in all these lists. */
export function checkedName(draft: Draft, value: unknown, element: string, streams: readonly StreamName[]): string {
  if (typeof value !== 'string' || value.trim() === '') throw requiredMissing(element);
  const longest = PARTIES.includes(draft.stream) ? LONGEST_PARTY : LONGEST_NAME;
  if (value.length > longest) throw tooLong(longest, element);
  if (FORBIDDEN.test(value)) throw forbiddenCharacter(element);
  if (streams.some((stream) => isTaken(draft, stream, value))) throw duplicateName(value);
  const { employees } = draft.company.settings;
  if (streams === PARTIES && employees.some((name) => isSame(draft.company, name, value))) throw duplicateName(value);
  return draft.company.settings.nameBlanks === 'ignored' ? value.trim() : value;
}

function isTaken({ company, stream: own, existing }: Draft, stream: StreamName, name: string): boolean {
  const store = company.store(stream);
  const self = existing && stream === own ? store.indexOf(existing.Id) : undefined;
  return store.indexesOfName(name).some((index) => index !== self && isSame(company, store.nameAt(index), name));
}

function isSame({ settings }: QuickBooksCompany, one: string | undefined, other: string): boolean {
  const form = (name: string): string => {
    const trimmed = settings.nameBlanks === 'ignored' ? name.trim() : name;
    return settings.nameCase === 'ignored' ? trimmed.toLowerCase() : trimmed;
  };
  return one !== undefined && form(one) === form(other);
}
