import type { MailchimpAccount } from '../live/mailchimp.account.js';
import type { MailchimpWorld } from '../mailchimp.world.js';
import type { FieldSelection } from './field.selection.js';

/** One authenticated call on one account. */
export interface ApiCall {
  world: MailchimpWorld;
  account: MailchimpAccount;
  /** Decoded parts of the path, by the names in the route. */
  path: Record<string, string>;
  query: URLSearchParams;
  /** The JSON body; undefined when there is none. */
  body: unknown;
  selection: FieldSelection;
}

/** Answers with the JSON value to send, or with null for 204. */
export type ApiHandler = (call: ApiCall) => unknown;

export interface ApiRoute {
  /** The operation, as counters know it: `GET /3.0/lists/:list_id`. */
  operation: string;
  path: Record<string, string>;
  handler: ApiHandler;
}
