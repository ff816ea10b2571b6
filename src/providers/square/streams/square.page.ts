import { stringifyExact } from '../../../common/exact-json.js';
import type { LoopGuard } from '../../calls/loop.guard.js';
import { isName } from '../../kit/event.fields.js';
import { asRecord } from '../../kit/fields.js';
import type { ProviderExchange } from '../../http/provider.exchange.js';
import { batchOf } from '../../kit/page.builder.js';
import { ProviderProtocolError } from '../../provider.errors.js';
import type { LeftOut, RecordBatch } from '../../record-batch.js';
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

/** One row an object; of two with one id the later one counts. What has no id is left out. */
export function recordsOf(stream: SquareStream, objects: readonly SquareObject[], readAt: number): RecordBatch {
  const { name: type, dating } = stream;
  const distinct = new Map<string, SquareObject>();
  const leftOut: LeftOut[] = [];
  for (const object of objects) {
    const externalId = stream.idOf(object);
    if (isName(externalId)) distinct.set(externalId, object);
    else leftOut.push({ type, externalId: null, reason: 'no_key' });
  }
  const rows = [...distinct].map(([externalId, object]) => {
    const date = dating ? dateOf(dating, object) : { seconds: readAt };
    return { type, externalId, ...date, deleted: object.is_deleted === true };
  });
  const batch = batchOf(dating ? 'change' : 'read', rows, stringifyExact([...distinct.values()]));
  return leftOut.length > 0 ? { ...batch, leftOut } : batch;
}
