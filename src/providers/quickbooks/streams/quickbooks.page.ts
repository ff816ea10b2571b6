import { asRecord, text } from '../../kit/fields.js';
import { batchOf } from '../../kit/page.builder.js';
import { ProviderProtocolError } from '../../provider.errors.js';
import type { RecordBatch } from '../../record-batch.js';
import { versionOf } from '../shape/quickbooks.dating.js';
import type { QuickBooksStream } from './quickbooks.streams.js';

export interface QuickBooksObject extends Record<string, unknown> {
  Id: string;
}

export interface QuickBooksRow {
  stream: QuickBooksStream;
  object: QuickBooksObject;
}

/** @throws ProviderProtocolError when it is not a list of objects with ids */
export function objectsOf(value: unknown, stream: QuickBooksStream): QuickBooksObject[] {
  if (value === undefined) return [];
  if (!Array.isArray(value) || !value.every(isQuickBooksObject)) {
    throw new ProviderProtocolError(`QuickBooks answered a list of ${stream.entity} that is not one`);
  }
  return value;
}

/** Of a deletion the change feed leaves a stub, with the time at which it was made. */
export function isDeleted(object: Readonly<Record<string, unknown>>): boolean {
  return object.status === 'Deleted';
}

/** One row for each object: its newest state where there are several. */
export function toBatch(rows: readonly QuickBooksRow[]): RecordBatch {
  const distinct = new Map<string, QuickBooksRow>();
  for (const row of rows) {
    const key = `${row.stream.name}/${row.object.Id}`;
    const known = distinct.get(key);
    if (!known || compare(known.object, row.object) <= 0) distinct.set(key, row);
  }
  const newest = [...distinct.values()].map(({ stream: { name: type }, object }) => {
    return { type, externalId: object.Id, ...versionOf(object), deleted: isDeleted(object), object };
  });
  return batchOf('change', newest, JSON.stringify(newest.map(({ object }) => object)));
}

function compare(a: QuickBooksObject, b: QuickBooksObject): number {
  const [one, other] = [versionOf(a), versionOf(b)];
  return one.seconds - other.seconds || Number(isDeleted(a)) - Number(isDeleted(b)) || one.sequence - other.sequence;
}

function isQuickBooksObject(value: unknown): value is QuickBooksObject {
  return text(asRecord(value).Id) !== null;
}
