import type { QuickBooksCompany } from './quickbooks.company.js';

type Fields = Record<string, unknown>;

const NAMES = ['DisplayName', 'Name', 'FullyQualifiedName'];
const MARK = ' (deleted)';

/** A list entity that becomes inactive gives its name free: the name says so from then on. */
export function withFreedName({ settings }: QuickBooksCompany, before: Fields, after: Fields): Fields {
  const isLeaving = before.Active !== false && after.Active === false;
  if (!isLeaving || settings.inactiveNames === 'kept') return after;
  const named = NAMES.filter((name) => typeof after[name] === 'string');
  return { ...after, ...Object.fromEntries(named.map((name) => [name, `${String(after[name])}${MARK}`])) };
}
