import type { IncomingHttpHeaders } from 'node:http';

/**
 * One call and what came of it, beside what the SDK makes of it: the SDK hands out objects that it has partly
 * rewritten (decimals become `Decimal`s) and no text, while records keep Stripe's own text.
 */
export class StripeExchange {
  /** Requests sent, failed ones included. */
  requests = 0;
  /** Bytes of all answers' bodies. */
  bytes = 0;
  /** Of the last request; `undefined`: it got no answer. */
  status?: number;
  headers: IncomingHttpHeaders = {};
  /** The last answer's body, and the same parsed; untouched by the SDK. */
  text = '';
  body: Record<string, unknown> = {};
  /** Epoch seconds by Stripe's clock, not later than when the last request was sent. */
  seconds = 0;

  constructor(readonly signal: AbortSignal) {}

  /** Before each request, so that a failure is not explained by the answer to an earlier one. */
  begin(): void {
    this.requests += 1;
    this.status = undefined;
    this.headers = {};
    this.text = '';
    this.body = {};
  }
}
