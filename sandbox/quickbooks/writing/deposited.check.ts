import type { QuickBooksCompany } from '../live/quickbooks.company.js';
import { LINKABLE } from '../live/deposit.links.js';
import type { QboObject, StreamName } from '../quickbooks.entity.js';
import { deposited } from '../quickbooks.fault.js';

/** What a deposit rests on. */
const LOCKED = ['TotalAmt', 'TxnDate', 'CustomerRef', 'DepositToAccountRef', 'Line'];

/** A transaction that was deposited must leave its deposit before it is changed in earnest. */
export function requireNotDeposited(company: QuickBooksCompany, stream: StreamName, before: QboObject): void {
  if (isDeposited(company, stream, before)) throw deposited();
}

/** Notes and the like can be changed all the same. */
export function requireUnlocked(
  company: QuickBooksCompany,
  stream: StreamName,
  before: QboObject,
  after: Record<string, unknown>,
): void {
  const isMoved = LOCKED.some((field) => essence(before[field]) !== essence(after[field]));
  if (isMoved && isDeposited(company, stream, before)) throw deposited();
}

function isDeposited(company: QuickBooksCompany, stream: StreamName, { Id }: QboObject): boolean {
  return Object.values(LINKABLE).includes(stream) && company.depositOf(Id) !== null;
}

/** A reference is its value; names, and the numbers of lines, are QuickBooks' own. */
function essence(value: unknown): string {
  const own = ['name', 'Id', 'LineNum'];
  return JSON.stringify(value, (key, part: unknown) => (own.includes(key) ? undefined : part)) ?? '';
}
