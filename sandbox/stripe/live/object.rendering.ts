import type { FormValue } from '../../common/form.parser.js';
import type { StripeObject } from '../stripe.stream.js';

type Json = Record<string, unknown>;

/** A list within an object shows so many. */
const SHOWN = 10;

/** Members that come only when they are expanded, by kind of object. */
const HIDDEN: Readonly<Record<string, readonly string[]>> = {
  'checkout.session': ['line_items'],
  price: ['tiers'],
};

/** An object as it is sent: without what was not asked for, and with the first pages of the lists within it. */
export function shown(object: StripeObject, expand: readonly string[] = []): StripeObject {
  const hidden = HIDDEN[object.object]?.filter((name) => !expand.includes(name)) ?? [];
  let copy: StripeObject | undefined;
  for (const name of hidden) {
    if (!(name in object)) continue;
    copy ??= { ...object };
    delete copy[name];
  }
  for (const [name, value] of Object.entries(copy ?? object)) {
    if (!isLong(value)) continue;
    copy ??= { ...object };
    copy[name] = { ...value, data: value.data.slice(0, SHOWN), has_more: true };
  }
  return copy ?? object;
}

/** What is expanded of each object: `data.line_items` in a list, `line_items` where one is read. */
export function expandedMembers(expand: FormValue | undefined, isList: boolean): string[] {
  const paths = expand === undefined ? [] : typeof expand === 'string' ? [expand] : Object.values(expand).map(String);
  return paths.map((path) => (isList ? path.replace(/^data\./, '') : path)).map((path) => path.split('.')[0]!);
}

function isLong(value: unknown): value is Json & { data: unknown[] } {
  if (typeof value !== 'object' || value === null) return false;
  const { object, data } = value as Json;
  return object === 'list' && Array.isArray(data) && data.length > SHOWN;
}
