import type { Transaction } from './transaction.js';

/** What `app.scope` opens to the worker's login and to the owner; to the API's login it opens nothing. */
export const CROSSING_SCOPE = `set_config('app.scope', 'system', true)`;

/** Access to the rows of all tenants. Only code that holds one can pass it on. */
export interface TenantCrossing {
  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T>;
}
