import { stringifyExact } from '../../../common/exact-json.js';
import { asRecord, items } from '../../kit/fields.js';
import { gone, isFound } from '../../kit/found.js';
import { ProviderExchange } from '../../http/provider.exchange.js';
import { ProviderProtocolError } from '../../provider.errors.js';
import type { FetchedRecord } from '../../provider.port.js';
import type { SquareAccess } from '../api/square.access.js';
import type { SquareClient } from '../api/square.client.js';
import { dateOf } from '../shape/square.dating.js';
import type { SquareObject } from './square.page.js';
import { SQUARE_RESOURCES } from '../api/square.resources.js';
import type { SquareStream } from './square.streams.js';

/** Reads single objects as they are now. */
export class SquareReader {
  constructor(private readonly client: SquareClient) {}

  /**
   * @returns `null` for an entry of a payout or an activity of a gift card: they cannot be read by themselves, and are never
   *   deleted
   */
  async read(
    access: SquareAccess,
    stream: SquareStream,
    id: string,
    signal: AbortSignal,
    exchange = new ProviderExchange(signal),
  ): Promise<FetchedRecord | null> {
    const { found: operation, read, readsList } = SQUARE_RESOURCES[stream.name] ?? {};
    if (!operation || !read) return null;
    const call = this.client.send(access, operation, exchange, (square) => read(square, id));
    if (!(await isFound(call))) return gone(exchange.seconds);
    return readsList ? foundInList(stream, id, exchange) : found(stream, id, exchange);
  }
}

function foundInList(stream: SquareStream, id: string, { body, seconds }: ProviderExchange): FetchedRecord {
  const object = items(body[stream.collection]).find((one) => stream.idOf(one) === id);
  return object ? toRecord(stream, object, seconds) : gone(seconds);
}

function found(stream: SquareStream, id: string, { body, seconds }: ProviderExchange): FetchedRecord {
  const object = asRecord(body[stream.noun]);
  const answered = stream.idOf(object);
  if (answered === id && object.is_deleted !== true) return toRecord(stream, object, seconds);
  if (answered === id || (answered !== null && stream.mergeable)) return gone(seconds);
  throw new ProviderProtocolError(`Square answered something else than the object of ${stream.name} asked for`);
}

function toRecord({ dating }: SquareStream, object: SquareObject, readAt: number): FetchedRecord {
  const json = stringifyExact(object);
  return dating ? { ...dateOf(dating, object), deleted: false, json } : { seconds: readAt, deleted: false, json };
}
