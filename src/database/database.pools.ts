import type { PoolOptions } from './data-source.options.js';

/** The pools of one process, and the login of each. */
export interface DatabasePools {
  /** For transactions of one tenant. The API's login if the process serves the API, otherwise the worker's. */
  main: PoolOptions;
  /** For work across tenants, with the worker's login; `null`: the process is neither worker nor scheduler. */
  crossing: PoolOptions | null;
  /** For administration and retention, with the worker's login. */
  admin: PoolOptions;
}

/** Whether two pools can be shared. */
export function isSameLogin(a: PoolOptions, b: PoolOptions): boolean {
  return a.url === b.url;
}
