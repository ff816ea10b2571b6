import { asRecord, integer } from '../../kit/fields.js';
import type { ProviderExchange } from '../../http/provider.exchange.js';
import { ProviderProtocolError } from '../../provider.errors.js';
import type { QuickBooksAccess } from '../api/quickbooks.access.js';
import type { QuickBooksClient } from '../api/quickbooks.client.js';
import { objectsOf, type QuickBooksObject } from './quickbooks.page.js';
import { countQuery } from './quickbooks.query.js';
import type { QuickBooksStream } from './quickbooks.streams.js';

const OPERATION = 'GET /v3/company/:realmId/query';

/** What queries answer. All take the exchange that the answer and the count of requests go to. */
export class QuickBooksQueries {
  constructor(private readonly client: QuickBooksClient) {}

  /** @param query for objects of the stream: see quickbooks.query.ts */
  async objects(
    access: QuickBooksAccess,
    stream: QuickBooksStream,
    query: string,
    exchange: ProviderExchange,
  ): Promise<QuickBooksObject[]> {
    return objectsOf((await this.ask(access, query, exchange))[stream.entity], stream);
  }

  async count(access: QuickBooksAccess, stream: QuickBooksStream, exchange: ProviderExchange): Promise<number> {
    const total = integer((await this.ask(access, countQuery(stream), exchange)).totalCount);
    if (total === null) throw new ProviderProtocolError(`QuickBooks answered no count of ${stream.entity}`);
    return total;
  }

  private async ask(
    access: QuickBooksAccess,
    query: string,
    exchange: ProviderExchange,
  ): Promise<Record<string, unknown>> {
    await this.client.read(access, { operation: OPERATION, path: 'query', params: { query } }, exchange);
    const { QueryResponse: answer } = exchange.body;
    if (typeof answer !== 'object' || answer === null) {
      throw new ProviderProtocolError('QuickBooks answered a query without a result');
    }
    return asRecord(answer);
  }
}
