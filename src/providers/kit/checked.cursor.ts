import { z } from 'zod';
import { InvalidCheckpointError } from '../provider.errors.js';
import type { Json } from '../provider.port.js';
import { isObject } from './fields.js';

/** Any JSON within a position: the position of another walk, which that one checks. */
export const anyJson = z.custom<Json>((value) => value !== undefined);

type Fields = Record<string, unknown>;

export interface CursorForm<T> {
  /** What the walk was at, for messages: `the list of Box office`. */
  name: string;
  /** Version of the form that `schema` describes. Raise it with every change of the form. */
  version: number;
  schema: z.ZodType<T>;
  /** By version, how a position of that version becomes one of the next; absent: its form is the same. */
  convert?: Readonly<Record<number, (older: Fields) => Fields>>;
  /** How version 0 was stored where it was no object: its fields. */
  unversioned?: (stored: Json) => Fields;
}

/**
 * Where a walk goes on, as it is stored. Every stored position says its version (`v`); those from before there were
 * versions are version 0.
 */
export interface CheckedCursor<T> {
  /**
   * @returns `null` where nothing is stored: the walk begins
   * @throws InvalidCheckpointError when it is none of the known forms; the next run starts the walk again
   */
  read(stored: Json | undefined): T | null;
  write(position: T): Json;
}

/**
 * A position that is checked when it is read, so that a deployment that changes it never misreads a stored one. Read
 * once a walk, not once a page.
 * @example
 * const CURSOR = checkedCursor({ name: 'the list of Box office', version: 1, schema: z.object({ after: z.string() }) });
 * const position = CURSOR.read(cursor) ?? { after: '' };
 * yield { records, cursor: hasMore ? CURSOR.write({ after: last }) : null };
 */
export function checkedCursor<T extends object>(form: CursorForm<T>): CheckedCursor<T> {
  return checked(form, 'cursor');
}

function checked<T extends object>(form: CursorForm<T>, part: InvalidCheckpointError['part']): CheckedCursor<T> {
  return {
    read: (stored) => (stored === null || stored === undefined ? null : check(form, stored, part)),
    write: (position) => ({ v: form.version, ...position }),
  };
}

/** As {@link checkedCursor}, for what is remembered between walks. An empty object is what a stream begins with. */
export function checkedMemory<T extends object>(form: CursorForm<T>): CheckedCursor<T> {
  const { read, write } = checked(form, 'memory');
  const isEmpty = (stored: Json | undefined) => isObject(stored) && Object.keys(stored).length === 0;
  return { read: (stored) => (isEmpty(stored) ? null : read(stored)), write };
}

function check<T>(
  { name, version, schema, convert = {}, unversioned }: CursorForm<T>,
  found: Json,
  part: InvalidCheckpointError['part'],
): T {
  const invalid = (why: string) => new InvalidCheckpointError(`Where ${name} left off cannot be read: ${why}`, part);
  const stored = isObject(found) ? found : unversioned?.(found);
  if (!stored) throw invalid('it is not an object');
  const { v = 0, ...fields } = stored;
  if (!Number.isInteger(v) || (v as number) < 0 || (v as number) > version) throw invalid('its version is not known');
  let converted: Fields = fields;
  for (let from = v as number; from < version; from += 1) converted = convert[from]?.(converted) ?? converted;
  const parsed = schema.safeParse(converted);
  if (!parsed.success) throw invalid(`its form is not that of version ${v as number}`);
  return parsed.data;
}
