import { inside, text } from '../../kit/fields.js';
import { ProviderProtocolError } from '../../provider.errors.js';
import { LAST_SEQUENCE, type RecordBatch } from '../../record-batch.js';
import type { QuickBooksStream } from '../streams/quickbooks.streams.js';

export interface QuickBooksObject extends Record<string, unknown> {
  Id: string;
}

export interface Version {
  /** Epoch seconds. */
  seconds: number;
  sequence: number;
}

/** @throws ProviderProtocolError when it is not a list of objects with ids */
export function objectsOf(value: unknown, stream: QuickBooksStream): QuickBooksObject[] {
  if (value === undefined) return [];
  if (!Array.isArray(value) || !value.every(isObject)) {
    throw new ProviderProtocolError(`QuickBooks answered a list of ${stream.entity} that is not one`);
  }
  return value;
}

/** When it was last changed, as it says: Pacific time with its offset, in whole seconds. */
export function updatedText(object: Readonly<Record<string, unknown>>): string | null {
  return text(inside(object.MetaData).LastUpdatedTime);
}

/** 0 where the object does not say; then its SyncToken alone tells old from new. */
export function updatedSeconds(object: Readonly<Record<string, unknown>>): number {
  const time = Date.parse(updatedText(object) ?? '');
  return Number.isNaN(time) ? 0 : Math.floor(time / 1000);
}

/** The SyncToken counts the changes of an object, so it orders those of one second. */
export function versionOf(object: Readonly<Record<string, unknown>>): Version {
  const token = text(object.SyncToken) ?? '';
  const count = /^\d+$/.test(token) ? Number(BigInt(token) % BigInt(LAST_SEQUENCE + 1)) : 0;
  return { seconds: updatedSeconds(object), sequence: count };
}

/** Of a deletion the change feed leaves a stub, with the time at which it was made. */
export function isDeleted(object: Readonly<Record<string, unknown>>): boolean {
  return object.status === 'Deleted';
}

/** One row for each object: its newest state where there are several. */
export function toBatch(rows: readonly { stream: QuickBooksStream; object: QuickBooksObject }[]): RecordBatch {
  const distinct = new Map<string, (typeof rows)[number]>();
  for (const row of rows) {
    const key = `${row.stream.name}/${row.object.Id}`;
    const known = distinct.get(key);
    if (!known || compare(known.object, row.object) <= 0) distinct.set(key, row);
  }
  const newest = [...distinct.values()];
  const versions = newest.map(({ object }) => versionOf(object));
  return {
    types: newest.map(({ stream }) => stream.name),
    externalIds: newest.map(({ object }) => object.Id),
    dating: 'change',
    seconds: versions.map(({ seconds }) => seconds),
    sequences: versions.map(({ sequence }) => sequence),
    deleted: newest.map(({ object }) => isDeleted(object)),
    json: JSON.stringify(newest.map(({ object }) => object)),
  };
}

function compare(a: QuickBooksObject, b: QuickBooksObject): number {
  const [one, other] = [versionOf(a), versionOf(b)];
  return one.seconds - other.seconds || Number(isDeleted(a)) - Number(isDeleted(b)) || one.sequence - other.sequence;
}

function isObject(value: unknown): value is QuickBooksObject {
  return typeof value === 'object' && value !== null && text((value as { Id?: unknown }).Id) !== null;
}
