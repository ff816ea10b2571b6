import type Stripe from 'stripe';
import type { BuiltRequest, StoredRequest } from '../../push.port.js';

/** A call of the SDK, of which the request is taken. */
export interface DraftedCall {
  kind: 'call';
  change: StoredRequest['kind'];
  /** As {@link StoredRequest.content}. */
  content?: string;
  invoke(stripe: Stripe, options: Stripe.RequestOptions): PromiseLike<unknown>;
}

/** What is to be done about an object, before its request has bytes. */
export type Draft = DraftedCall | Exclude<BuiltRequest, { kind: 'request' }>;
