import type { QuickBooksCompany } from '../live/quickbooks.company.js';
import type { StreamName } from '../quickbooks.entity.js';
import { permissionDenied } from '../quickbooks.fault.js';

/** @throws QuickBooksFault when the company's plan lacks one of the entities */
export function requirePlan({ withheld }: QuickBooksCompany, ...streams: readonly StreamName[]): void {
  if (streams.some((stream) => withheld.has(stream))) throw permissionDenied();
}
