import type { KnownObject, Rules } from '../../push.port.js';
import { text } from '../../kit/fields.js';
import { markOf } from './quickbooks.names.js';
import { movesDates, type PostingDate } from './quickbooks.posting.js';

/** Of a document. A longer one is not sent. */
export const MOST_NOTE = 4_000;

const REFUND_OF = 'Refund of ';
export const ORPHAN_NOTE = 'The sale of this refund is not known here';
/** What a note says besides the mark and the name of the event: these two come first. */
const FURTHER = new RegExp(`^(?:${REFUND_OF}|${ORPHAN_NOTE}$|Of \\d{4}-\\d{2}-\\d{2}: |[\\w-]+ [\\w-]{22,}$)`);

export const refundNote = (id: string): string => REFUND_OF + id;

/** What a document says that has another day than its payment. */
export const movedFrom = (day: string): string => `Of ${day}: the books are closed for that day`;

/** Whether a document may have another day than its payment. */
export function wasMoved({ object }: KnownObject, { original }: PostingDate, rules: Rules): boolean {
  return movesDates(rules) || (text(object?.PrivateNote) ?? '').includes(movedFrom(original));
}

/**
 * A note with what is to be noted now. What others have written before and after our lines stays where it is. A note that has
 * no room for all of it stays as it is.
 */
export function noteWith(before: string, note: string, reference: string): string {
  if (before.includes(note)) return before;
  const start = before.indexOf(markOf(reference));
  const theirs = start < 0 ? before : before.slice(0, start);
  const after = start < 0 ? '' : restAfter(before.slice(start), note);
  const whole = [theirs.trimEnd(), note, after].filter(Boolean).join('\n');
  return whole.length > MOST_NOTE ? before : whole;
}

/** @param lines from our mark on */
function restAfter(lines: string, note: string): string {
  const [, ...further] = lines.split('\n');
  const [, ...now] = note.split('\n');
  const isOurs = (line: string) => FURTHER.test(line) || now.includes(line);
  // The name of the event may be another one by now.
  const hasEvent = now.some((line) => !FURTHER.test(line));
  const ends = further.findIndex((line, at) => !(at === 0 && hasEvent) && !isOurs(line));
  return ends < 0 ? '' : further.slice(ends).join('\n').trimEnd();
}
