import { gone, isFound } from '../../kit/found.js';
import { ProviderProtocolError } from '../../provider.errors.js';
import type { FetchedRecord } from '../../provider.port.js';
import type { StripeAccess } from '../api/stripe.access.js';
import type { StripeClient } from '../api/stripe.client.js';
import { ProviderExchange } from '../../http/provider.exchange.js';
import type { StripeStream } from './stripe.streams.js';

/** Reads single objects as they are now. */
export class StripeReader {
  constructor(private readonly client: StripeClient) {}

  /** @param exchange takes the answer and the count of requests */
  async read(
    access: StripeAccess,
    stream: StripeStream,
    id: string,
    signal: AbortSignal,
    exchange = new ProviderExchange(signal),
  ): Promise<FetchedRecord> {
    const call = this.client.send(access, `GET /v1/${stream.path}/:id`, exchange, (stripe, options) =>
      stream.resource(stripe).retrieve(id, undefined, options),
    );
    if (!(await isFound(call))) return gone(exchange.seconds);
    if (typeof exchange.body.id !== 'string') {
      throw new ProviderProtocolError('Stripe answered an object without an id');
    }
    // Customers leave a stub behind; everything else is not found any more.
    return { seconds: exchange.seconds, deleted: exchange.body.deleted === true, json: exchange.text };
  }
}
