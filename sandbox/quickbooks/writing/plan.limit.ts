import type { QuickBooksCompany } from '../live/quickbooks.company.js';
import type { StreamName } from '../quickbooks.entity.js';
import { planLimit } from '../quickbooks.fault.js';

const PLACES: readonly StreamName[] = ['classes', 'departments'];

/** How many of a list a plan has room for: those that are active count. */
export function requireRoom(company: QuickBooksCompany, stream: StreamName): void {
  const { mostAccounts, mostClassesAndDepartments } = company.settings;
  if (stream === 'accounts' && isFull(company, ['accounts'], mostAccounts)) throw planLimit('accounts');
  if (PLACES.includes(stream) && isFull(company, PLACES, mostClassesAndDepartments)) {
    throw planLimit('classes and locations');
  }
}

function isFull(company: QuickBooksCompany, streams: readonly StreamName[], most: number | null): boolean {
  return most !== null && streams.reduce((sum, stream) => sum + activeIn(company, stream), 0) >= most;
}

function activeIn(company: QuickBooksCompany, stream: StreamName): number {
  const store = company.store(stream);
  let count = 0;
  for (let index = 0; index < store.nextIndex; index += 1) {
    if (store.isLive(index) && store.isActive(index)) count += 1;
  }
  return count;
}
