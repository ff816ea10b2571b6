import { stringifyExact } from '../../../common/exact-json.js';
import { asRecord } from '../../kit/fields.js';
import { ProviderExchange } from '../../http/provider.exchange.js';
import { gone, isFound } from '../../kit/found.js';
import { ProviderProtocolError } from '../../provider.errors.js';
import type { FetchedRecord } from '../../provider.port.js';
import type { QuickBooksAccess } from '../api/quickbooks.access.js';
import type { QuickBooksClient } from '../api/quickbooks.client.js';
import { versionOf } from '../shape/quickbooks.dating.js';
import { idOf, isDeleted, type QuickBooksObject } from './quickbooks.page.js';
import { idsQuery } from './quickbooks.query.js';
import type { QuickBooksQueries } from './quickbooks.queries.js';
import type { QuickBooksStream } from './quickbooks.streams.js';

/** Reads single objects as they are now; inactive ones, too. */
export class QuickBooksReader {
  constructor(
    private readonly client: QuickBooksClient,
    private readonly queries: QuickBooksQueries,
  ) {}

  async read(
    access: QuickBooksAccess,
    stream: QuickBooksStream,
    id: string,
    signal: AbortSignal,
  ): Promise<FetchedRecord> {
    const exchange = new ProviderExchange(signal);
    if (!(await isFound(this.ask(access, stream, id, exchange)))) return gone(exchange.seconds);
    const object = objectIn(exchange, stream);
    // The company is found by its realm, whatever its id is said to be.
    return idOf(object) === id ? fetched(object) : gone(exchange.seconds);
  }

  /**
   * By one query, rather than by Intuit's batches: those hold thirty reads, and few of them are allowed a minute.
   * @returns those that are there, by id
   */
  async readMany(
    access: QuickBooksAccess,
    stream: QuickBooksStream,
    ids: readonly string[],
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, FetchedRecord>> {
    if (stream.single) return new Map();
    const objects = await this.queries.objects(access, stream, idsQuery(stream, ids), new ProviderExchange(signal));
    return new Map(objects.flatMap((object) => named(object)));
  }

  /** @throws ProviderNotFoundError when there is none */
  async object(
    access: QuickBooksAccess,
    stream: QuickBooksStream,
    id: string,
    exchange: ProviderExchange,
  ): Promise<QuickBooksObject> {
    await this.ask(access, stream, id, exchange);
    return objectIn(exchange, stream);
  }

  private ask(
    access: QuickBooksAccess,
    stream: QuickBooksStream,
    id: string,
    exchange: ProviderExchange,
  ): Promise<void> {
    const end = stream.single === 'bare' ? '' : `/${stream.single ? access.realmId : encodeURIComponent(id)}`;
    const operation = `GET /v3/company/:realmId/${stream.path}${end && '/:id'}`;
    return this.client.read(access, { operation, path: `${stream.path}${end}` }, exchange);
  }
}

function objectIn({ body }: ProviderExchange, stream: QuickBooksStream): QuickBooksObject {
  const object = asRecord(body[stream.entity]);
  if (idOf(object) === null) throw new ProviderProtocolError(`QuickBooks answered no ${stream.entity}`);
  return object;
}

function named(object: QuickBooksObject): [string, FetchedRecord][] {
  const id = idOf(object);
  return id === null ? [] : [[id, fetched(object)]];
}

function fetched(object: QuickBooksObject): FetchedRecord {
  return { ...versionOf(object), deleted: isDeleted(object), json: stringifyExact(object) };
}
