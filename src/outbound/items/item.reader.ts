import type { z } from 'zod';
import { isStorableText, toStorableText } from '../../common/storable-text.js';
import type { Entity } from './entity.js';
import { MOST_ID_CHARACTERS } from '../../providers/items/item.fields.js';
import { ITEM_SCHEMAS } from '../../providers/items/item.schemas.js';
import { flawsOf } from './item.flaws.js';
import { versionOf } from './item.version.js';

interface ItemError {
  /** Path in the item; empty for the item itself. */
  field: string;
  /** `invalid_item`, `item_from_the_future`, `currency_unknown` or `lines_do_not_add_up`. */
  code: string;
  message: string;
}

export interface ReadItem {
  index: number;
  id: string;
  version: number;
  /** As it was sent: an absent field is left unchanged, `null` clears it. */
  body: Readonly<Record<string, unknown>>;
}

export interface RejectedItem {
  index: number;
  id?: string;
  errors: ItemError[];
}

interface ReadItems {
  items: ReadItem[];
  rejected: RejectedItem[];
}

/** How many errors of one item are listed. */
const MOST_ERRORS = 20;
/** A caller's clock may be ahead by this time. A clock that is further ahead would block the id until then. */
const MOST_AHEAD_MS = 5 * 60_000;
/** The newest item counts, and the newest word on a consent: one from the future would outdo whatever is said until then. */
const NOT_AHEAD = ['updatedAt', 'consentAt'] as const;
const AHEAD = 'must be at most 5 minutes ahead';
const MOST_FIELD_CHARACTERS = 200;

/** Reads the items of one call. An item that cannot be used is rejected with its errors, and the rest is accepted. */
export function readItems(entity: Entity, items: readonly unknown[], now: number): ReadItems {
  const read: ReadItems = { items: [], rejected: [] };
  for (const [index, item] of items.entries()) {
    const { errors, ...known } = checked(entity, item, now);
    if (errors.length > 0) read.rejected.push({ index, ...idOf(item), errors: errors.slice(0, MOST_ERRORS) });
    else read.items.push({ index, ...known, body: item as Record<string, unknown> });
  }
  return read;
}

function checked(
  entity: Entity,
  item: unknown,
  now: number,
): Pick<ReadItem, 'id' | 'version'> & { errors: ItemError[] } {
  const unknown = { id: '', version: 0 };
  const flaws = flawsOf(item, MOST_ERRORS);
  if (flaws.length > 0) return { ...unknown, errors: flaws.map(({ field, message }) => invalid(field, message)) };
  const { success, data, error } = ITEM_SCHEMAS[entity].safeParse(item, { reportInput: false });
  if (!success) return { ...unknown, errors: errorsOf(error) };
  return { id: data.id, version: versionOf(data), errors: tooFarAhead(data, now) };
}

function tooFarAhead(item: { updatedAt: string; consentAt?: string | null }, now: number): ItemError[] {
  return NOT_AHEAD.filter((field) => Date.parse(item[field] ?? '') > now + MOST_AHEAD_MS).map((field) => {
    return { field, code: 'item_from_the_future', message: AHEAD };
  });
}

function errorsOf({ issues }: z.ZodError): ItemError[] {
  return issues.flatMap((issue) => {
    const path = issue.path.map(String).join('.');
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => invalid(path ? `${path}.${key}` : key, 'is not a field of this item'));
    }
    const named = issue.code === 'custom' ? (issue.params?.code as string | undefined) : undefined;
    return [{ ...invalid(path, messageOf(issue)), ...(named && { code: named }) }];
  });
}

/** An absent field has no type that would have to be named. */
function messageOf({ code, message }: z.core.$ZodIssue): string {
  return code === 'invalid_type' && message.endsWith('received undefined') ? 'is required' : message;
}

/** The names of unknown fields are as long as the caller likes. A cut may leave half of a character. */
const invalid = (field: string, message: string): ItemError => {
  return { field: toStorableText(field.slice(0, MOST_FIELD_CHARACTERS)), code: 'invalid_item', message };
};

/** The id that the caller gave, if it can be one. */
function idOf(item: unknown): { id?: string } {
  const given: unknown = typeof item === 'object' && item !== null ? (item as { id?: unknown }).id : undefined;
  const isUsable = typeof given === 'string' && given.length <= MOST_ID_CHARACTERS && isStorableText(given);
  return isUsable ? { id: given } : {};
}
