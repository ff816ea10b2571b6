import type { QuickBooksCompany } from '../live/quickbooks.company.js';
import type { QuickBooksWorld } from '../quickbooks.world.js';

/** One authenticated call: its path after `/v3/company/<realmId>/`, split. */
export interface ApiCall {
  world: QuickBooksWorld;
  company: QuickBooksCompany;
  path: string[];
  params: URLSearchParams;
  body: string;
}

export interface ApiRoute {
  /** For counting: the same for all ids. */
  operation: string;
  isBatch: boolean;
  /** Whether Intuit counts it towards the monthly quota of reads. */
  isMetered: boolean;
  /** @returns the answer without `time` */
  run(call: ApiCall): Record<string, unknown>;
}
