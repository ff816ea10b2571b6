import { text } from '../../kit/fields.js';

/** QuickBooks takes up to 500 of a customer; longer ones than this do not fit its forms. */
const MOST_CHARACTERS = 100;
const REFERENCE_CHARACTERS = 6;
/** So many that among all the buyers of a company no two of one name share them. */
const LONG_REFERENCE_CHARACTERS = 10;
const ORDER_CHARACTERS = 10;
const HASH_CHARACTERS = 10;

/** How the SKUs of our items begin. */
export const SKU_START = 'hub-';
const UNIQUE_END = new RegExp(` \\[[a-z2-7]{${REFERENCE_CHARACTERS}}\\]$`);
const DELETED = / \(deleted\)$/;
const MARK = /hub:[a-z\d]{32}/;

/** A colon would make it the child of another; control characters are refused. */
// eslint-disable-next-line no-control-regex
const FORBIDDEN = /[\u0000-\u001f\u007f:\s]+/g;

/**
 * A name that people recognise, and that no other object has: it ends with a part of our reference. So QuickBooks refuses
 * to make the object a second time, and the object can be found by its name.
 */
export function uniqueName(words: readonly string[], reference: string): string {
  return endingWith(shortReference(reference), words);
}

/** What a {@link uniqueName} ends with, whatever its words are. */
export const shortReference = (reference: string): string => reference.slice(0, REFERENCE_CHARACTERS);

/** Whether a name is, or may be, a {@link uniqueName}. */
export const isUniqueName = (name: string): boolean => UNIQUE_END.test(name);

/** A {@link uniqueName} where many have the same words. */
export function buyerName(words: string, reference: string): string {
  return endingWith(longReference(reference), [words]);
}

/** What a {@link buyerName} ends with, whatever its words are. */
export const longReference = (reference: string): string => reference.slice(0, LONG_REFERENCE_CHARACTERS);

/** Whether a name ends with a part of our reference. QuickBooks marks names of what is made inactive. */
export function endsWith(part: string, name: unknown): boolean {
  return (text(name) ?? '').toLowerCase().replace(DELETED, '').endsWith(`[${part}]`);
}

function endingWith(part: string, words: readonly string[]): string {
  const end = ` [${part}]`;
  const name = words.join(' ').replace(FORBIDDEN, ' ').trim();
  return (cut(name, MOST_CHARACTERS - end.length).trim() + end).trim();
}

/** The part of our reference that a {@link uniqueName} ends with. */
export const referenceIn = (name: string): string => name.slice(-REFERENCE_CHARACTERS - 1, -1);

/** The number of a document: what a bookkeeper knows the payment by, and a part of our reference that makes it unique. */
export function documentNumber(name: string, reference: string): string {
  return `${cut(name, ORDER_CHARACTERS)}-${reference.slice(0, HASH_CHARACTERS)}`;
}

/** The first characters, without half of a surrogate pair at the end. */
export function cut(text: string, most: number): string {
  const head = text.slice(0, most);
  return /[\ud800-\udbff]$/.test(head) ? head.slice(0, -1) : head;
}

/** How our objects are marked in their notes. */
export const markOf = (reference: string): string => `hub:${reference}`;

/** The mark in a note of one of our objects. `null`: the note has none. */
export function markIn(note: unknown): string | null {
  return MARK.exec(text(note) ?? '')?.[0] ?? null;
}
