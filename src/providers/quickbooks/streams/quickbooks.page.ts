import { stringifyExact } from '../../../common/exact-json.js';
import { isName } from '../../kit/event.fields.js';
import { isObject } from '../../kit/fields.js';
import { batchOf } from '../../kit/page.builder.js';
import { ProviderProtocolError } from '../../provider.errors.js';
import type { LeftOut, RecordBatch } from '../../record-batch.js';
import { versionOf } from '../shape/quickbooks.dating.js';
import type { QuickBooksStream } from './quickbooks.streams.js';

/** As it is sent: most have an `Id`, but nothing is sure. */
export type QuickBooksObject = Readonly<Record<string, unknown>>;

export interface QuickBooksRow {
  stream: QuickBooksStream;
  object: QuickBooksObject;
}

/** @throws ProviderProtocolError when it is not a list */
export function objectsOf(value: unknown, stream: QuickBooksStream): QuickBooksObject[] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) {
    throw new ProviderProtocolError(`QuickBooks answered a list of ${stream.entity} that is not one`);
  }
  return value.map((object: unknown) => (isObject(object) ? object : {}));
}

/** `null`: nothing that it could be known by. */
export function idOf({ Id }: QuickBooksObject): string | null {
  return isName(Id) ? Id : null;
}

/** Of a deletion the change feed leaves a stub, with the time at which it was made. */
export function isDeleted(object: Readonly<Record<string, unknown>>): boolean {
  return object.status === 'Deleted';
}

/** One row for each object: its newest state where there are several. Those without an id are left out. */
export function toBatch(rows: readonly QuickBooksRow[]): RecordBatch {
  const distinct = new Map<string, QuickBooksRow & { id: string }>();
  const leftOut: LeftOut[] = [];
  for (const row of rows) {
    const id = idOf(row.object);
    if (id === null) {
      leftOut.push({ type: row.stream.name, externalId: null, reason: 'no_key' });
      continue;
    }
    const key = `${row.stream.name}/${id}`;
    const known = distinct.get(key);
    if (!known || compare(known.object, row.object) <= 0) distinct.set(key, { ...row, id });
  }
  const newest = [...distinct.values()].map(({ stream: { name: type }, id: externalId, object }) => {
    return { type, externalId, ...versionOf(object), deleted: isDeleted(object), object };
  });
  const batch = batchOf('change', newest, stringifyExact(newest.map(({ object }) => object)));
  return leftOut.length > 0 ? { ...batch, leftOut } : batch;
}

function compare(a: QuickBooksObject, b: QuickBooksObject): number {
  const [one, other] = [versionOf(a), versionOf(b)];
  return one.seconds - other.seconds || Number(isDeleted(a)) - Number(isDeleted(b)) || one.sequence - other.sequence;
}
