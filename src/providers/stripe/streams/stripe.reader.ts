import { gone, isFound } from '../../kit/found.js';
import { ProviderProtocolError } from '../../provider.errors.js';
import type { FetchedRecord } from '../../provider.port.js';
import type { StripeAccess } from '../api/stripe.access.js';
import type { StripeClient } from '../api/stripe.client.js';
import { ProviderExchange } from '../../http/provider.exchange.js';
import { mayHaveInvoice, withLinks, type StripeInvoiceLinks } from './stripe.invoice-links.js';
import type { StripeNestedLists } from './stripe.nested-lists.js';
import type { StripeObject } from './stripe.page.js';
import { entryOf, partsOfEntryId } from './stripe.payout-entry.js';
import type { StripeStream } from './stripe.stream.js';

/** Reads single objects as they are now. */
export class StripeReader {
  constructor(
    private readonly client: StripeClient,
    private readonly nested: StripeNestedLists,
    private readonly links: StripeInvoiceLinks,
  ) {}

  /** @returns `null` for a part of another object, which only that one shows */
  async read(
    access: StripeAccess,
    stream: StripeStream,
    id: string,
    signal: AbortSignal,
  ): Promise<FetchedRecord | null> {
    if (stream.partOf) return null;
    const page = new ProviderExchange(signal);
    if (stream.name === 'payout_entries') return this.readEntry(access, id, page);
    const read = await this.readObject(access, stream, id, page);
    if (stream.name !== 'payments' || read.deleted) return read;
    const payment = JSON.parse(read.json) as StripeObject;
    const links = mayHaveInvoice(payment) ? await this.links.of(access, id, page) : [];
    return links.length === 0 ? read : { ...read, json: JSON.stringify(withLinks(payment, links)) };
  }

  /** @param page takes the count of requests */
  async readObject(
    access: StripeAccess,
    stream: StripeStream,
    id: string,
    page: ProviderExchange,
  ): Promise<FetchedRecord> {
    const exchange = new ProviderExchange(page.signal);
    try {
      const params = stream.expand.length > 0 ? { expand: [...stream.expand] } : {};
      const call = this.client.send(access, `GET /v1/${stream.path}/:id`, exchange, (stripe, options) =>
        stream.resource(stripe).retrieve(id, params, options),
      );
      if (!(await isFound(call))) return gone(exchange.seconds);
      const { body, seconds, text } = exchange;
      if (typeof body.id !== 'string') throw new ProviderProtocolError('Stripe answered an object without an id');
      // Customers leave a stub behind; everything else is not found any more.
      if (body.deleted === true) return { seconds, deleted: true, json: text };
      const completed = await this.nested.complete(access, stream, [body as StripeObject], exchange);
      const object = stream.fold?.(body as StripeObject) ?? (body as StripeObject);
      const isAsSent = !completed && object === body;
      return { seconds, deleted: false, json: isAsSent ? text : JSON.stringify(object) };
    } finally {
      page.add(exchange);
    }
  }

  private async readEntry(access: StripeAccess, id: string, page: ProviderExchange): Promise<FetchedRecord | null> {
    const parts = partsOfEntryId(id);
    if (!parts) return null;
    const exchange = new ProviderExchange(page.signal);
    const call = this.client.send(access, 'GET /v1/balance_transactions/:id', exchange, (stripe, options) =>
      stripe.balanceTransactions.retrieve(parts.ledgerEntry, { expand: ['source'] }, options),
    );
    if (!(await isFound(call))) return gone(exchange.seconds);
    const entry = entryOf(parts.payout, exchange.body as StripeObject);
    return { seconds: exchange.seconds, deleted: false, json: JSON.stringify(entry) };
  }
}
