import type { FormFields } from '../../common/form.parser.js';
import type { RequestOrigin } from '../live/event.log.js';
import type { StripeAccount } from '../live/stripe.account.js';
import type { StripeWorld } from '../stripe.world.js';

/** One authenticated call on one account. */
export interface ApiCall {
  world: StripeWorld;
  account: StripeAccount;
  /** The key that was presented. */
  key: string;
  /** True for the platform's own key, acting for itself. */
  asPlatform: boolean;
  method: string;
  path: string;
  params: FormFields;
  origin: RequestOrigin;
}

export interface ApiRoute {
  /** The operation, as limits and counters know it: `GET /v1/customers/:id`. */
  operation: string;
  /** Permission that a restricted key needs, and the stream it belongs to. */
  permission?: { stream: string; name: string };
  /** Answers with the JSON value to send. */
  run(call: ApiCall): unknown;
}
