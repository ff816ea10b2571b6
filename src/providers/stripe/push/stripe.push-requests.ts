import type Stripe from 'stripe';
import { CapturingTransport } from '../../kit/push/capturing.transport.js';
import type { StoredRequest } from '../../push.port.js';
import { StripeHttpClient } from '../api/stripe.http.js';
import { loadStripeSdk } from '../api/stripe.sdk.js';
import type { DraftedCall } from './stripe.push-draft.js';

/** The account and the key are those of the connection at the time of sending. */
const KEPT = ['accept', 'content-type', 'idempotency-key', 'stripe-version'];

/** Builds requests by the SDK, without sending them. */
export class StripePushRequests {
  private readonly capturing = new CapturingTransport(KEPT);
  private readonly http = new StripeHttpClient(this.capturing);
  private sdk?: Promise<Stripe>;

  constructor(private readonly baseUrl: string) {}

  async build({ change, content, invoke }: DraftedCall, idempotencyKey: string): Promise<StoredRequest> {
    const stripe = await (this.sdk ??= loadStripeSdk(this.baseUrl, this.http));
    const captured = await this.capturing.capture((exchange) =>
      invoke(stripe, { authenticator: this.http.authenticator('', exchange), idempotencyKey }),
    );
    return { kind: change, ...captured, ...(content !== undefined && { content }) };
  }
}
