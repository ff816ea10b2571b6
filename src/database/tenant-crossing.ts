import type { Transaction } from './transaction.js';

/** What `app.scope` opens to the worker's login and to the owner; to the API's login it opens nothing. */
export const CROSSING_SCOPE = `set_config('app.scope', 'system', true)`;

/** A way to the rows of all tenants. Whoever is handed one was trusted with it by whoever may hold it. */
export interface TenantCrossing {
  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T>;
}
