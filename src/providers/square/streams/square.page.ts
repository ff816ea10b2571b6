import type { LoopGuard } from '../../calls/loop.guard.js';
import { asRecord } from '../../kit/fields.js';
import type { ProviderExchange } from '../../http/provider.exchange.js';
import { batchOf } from '../../kit/page.builder.js';
import { ProviderProtocolError } from '../../provider.errors.js';
import type { RecordBatch } from '../../record-batch.js';
import { dateOf } from '../shape/square.dating.js';
import type { SquareStream } from './square.streams.js';

export type SquareObject = Record<string, unknown>;

interface SquarePage {
  objects: SquareObject[];
  /** Cursor of the next page; `null`: it was the last one. */
  next: string | null;
}

/**
 * The page that an answer holds. https://developer.squareup.com/docs/build-basics/common-api-patterns/pagination
 * @param collection what the list is called; Square leaves an empty one out
 * @param before cursor that was sent
 * @throws ProviderProtocolError when the answer is not a page, or leads in a circle
 */
export function readPage(
  { body }: ProviderExchange,
  collection: string,
  before: string | undefined,
  guard: LoopGuard,
): SquarePage {
  const list = body[collection] ?? [];
  const next = body.cursor === undefined || body.cursor === '' ? null : body.cursor;
  if (!Array.isArray(list) || (next !== null && typeof next !== 'string')) {
    throw new ProviderProtocolError('Square answered a list that is not one');
  }
  if (next !== null) {
    if (next === before) throw new ProviderProtocolError('Square answered the cursor that it was sent');
    guard.pass(next);
  }
  return { objects: list.map(asRecord), next };
}

/** One row an object; of two with one id the later one counts. */
export function recordsOf(stream: SquareStream, objects: readonly SquareObject[], readAt: number): RecordBatch {
  const distinct = new Map(objects.map((object) => [requireId(stream, object), object]));
  const { name: type, dating } = stream;
  const rows = [...distinct].map(([externalId, object]) => {
    const date = dating ? dateOf(dating, object) : { seconds: readAt };
    return { type, externalId, ...date, deleted: object.is_deleted === true };
  });
  return batchOf(dating ? 'change' : 'read', rows, JSON.stringify([...distinct.values()]));
}

function requireId(stream: SquareStream, object: SquareObject): string {
  const id = stream.idOf(object);
  if (!id) throw new ProviderProtocolError(`Square answered ${stream.name} without an id`);
  return id;
}
