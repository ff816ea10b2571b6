import type { SquareAccount } from '../live/square.account.js';
import type { SquareWorld } from '../square.world.js';
import type { SquareObject } from '../square.stream.js';

/** Square's permissions, as OAuth grants them. */
export type Scope = string;

/** One authenticated call. */
export interface ApiCall {
  world: SquareWorld;
  /** Whose token it is; calls of the application itself have none. */
  account: SquareAccount;
  /** The application's own token, which stands above its merchants. */
  asApplication: boolean;
  query: Readonly<Record<string, string>>;
  body: SquareObject;
  /** The variable parts of the path, in order. */
  ids: readonly string[];
}

export interface ApiRoute {
  method: string;
  /** With `:id` for its variable parts. */
  path: string;
  /** Without one, no permission is needed. `personal` takes no token that OAuth issued. */
  scope?: Scope;
  /** Query parameters that are known; all others are refused. */
  query?: readonly string[];
  /** Top-level fields of the body that are known. */
  fields?: readonly string[];
  /** How many characters an idempotency key may have; any number without it. */
  longestKey?: number;
  /** Square does one of these at a time for each merchant. */
  isCatalogWrite?: boolean;
  /** Answers with the JSON value to send. */
  run(call: ApiCall): unknown;
}

export const PERSONAL: Scope = 'personal';
