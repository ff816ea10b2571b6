import type { QuickBooksCompany } from '../live/quickbooks.company.js';
import type { StreamName } from '../quickbooks.entity.js';
import { companySuspended, notAuthorized, permissionDenied } from '../quickbooks.fault.js';
import type { ApiRoute } from './api.call.js';

/** @throws QuickBooksFault when the company's plan lacks one of the entities */
export function requirePlan({ withheld }: QuickBooksCompany, ...streams: readonly StreamName[]): void {
  if (streams.some((stream) => withheld.has(stream))) throw permissionDenied();
}

/** @throws QuickBooksFault when the company takes no requests, or no writes */
export function requireAccess({ settings }: QuickBooksCompany, { isMetered: isRead }: ApiRoute): void {
  const { refusal, refuses, suspendedStatus } = settings;
  if (refusal === null || (refuses === 'writes' && isRead)) return;
  if (refusal === '6190') throw companySuspended(suspendedStatus);
  throw refusal === '120' ? notAuthorized() : permissionDenied();
}
