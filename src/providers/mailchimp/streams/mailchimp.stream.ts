import { text } from '../../kit/fields.js';
import type { StreamDescription } from '../../provider.port.js';
import type { MailchimpApi } from '../api/mailchimp.sdk.js';

export type MailchimpObject = Record<string, unknown>;
type Options = Record<string, unknown>;

/** What a list is of: members are of an audience, those who left by a campaign are of its report. */
export type MailchimpParent = 'audience' | 'category' | 'report' | 'store';

/** A list that can be asked for what changed within a window. */
export interface ListWindow {
  /** Options of the list. */
  from: string;
  to: string;
  /** Whether what changed in the last second of the window is in it. */
  includesEnd: boolean;
}

export interface MailchimpStream extends StreamDescription {
  sliceable: false;
  feed: null;
  parent: MailchimpParent | null;
  /** As in Mailchimp's reference; names the operation in messages. */
  path: string;
  /** The field of a list's answer that holds its objects. */
  collection: string;
  /** Nested objects that have links, too. */
  linked: readonly string[];
  /** What names an object within its parent; `null`: nothing does. */
  keyOf(object: MailchimpObject): string | null;
  /** The field that says when it was last changed; `null`: there is none that moves with every change. */
  changedAt: string | null;
  /** `null`: the list cannot be asked for what changed. */
  window: ListWindow | null;
  /** How its pages are told: by offset, with the number of all, or by a cursor, without. */
  paging: 'offset' | 'cursor';
  /** Several lists make up the whole: one for each of these. */
  parts: readonly Options[];
  /** Another list with more of the same, whose objects may have another form. Not every account has it. */
  more: MailchimpStream | null;
  list(api: MailchimpApi, parent: string, options: Options): Promise<unknown>;
  read(api: MailchimpApi, parent: string, id: string, options: Options): Promise<unknown>;
  /** The parent's name within an external id. */
  ownerOf(parent: string): string;
  /** The audience that an object says it belongs to; `null`: only its parent knows. */
  audienceOf: ((object: MailchimpObject) => unknown) | null;
  /** Options that leave out what is of other audiences, where the list has them. */
  within: ((audienceId: string) => Options) | null;
  /** Whether there is anything in it to keep; absent: always. */
  isKept?(object: MailchimpObject): boolean;
}

type Row = Pick<MailchimpStream, 'name' | 'shape' | 'path' | 'list' | 'read'> & Partial<MailchimpStream>;

export function stream(row: Row): MailchimpStream {
  return {
    domain: 'contacts',
    sliceable: false,
    incremental: 'relist',
    feed: null,
    parent: null,
    collection: row.name,
    linked: [],
    keyOf: ({ id }) => keyText(id),
    changedAt: null,
    window: null,
    paging: 'offset',
    parts: [{}],
    more: null,
    ownerOf: (parent) => parent,
    audienceOf: null,
    within: null,
    ...row,
  };
}

/** Segments and merge fields are numbered, everything else is named. */
export function keyText(value: unknown): string | null {
  return Number.isSafeInteger(value) ? String(value) : text(value) || null;
}
