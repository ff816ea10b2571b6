import type { Transaction } from './transaction.js';

/** Opens the rows of all tenants to the worker's login and to the owner, but not to the API's login. */
export const CROSSING_SCOPE = `set_config('app.scope', 'system', true)`;

/** Access to the rows of all tenants. Code gets it only from code that already has it. */
export interface TenantCrossing {
  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T>;
}
