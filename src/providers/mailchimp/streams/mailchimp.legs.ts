import { z } from 'zod';
import { anyJson, checkedCursor } from '../../kit/checked.cursor.js';
import { pageSizeSchema, type PageSize } from '../../kit/page.size.js';
import type { Json } from '../../provider.port.js';
import type { MailchimpPlace } from './mailchimp.pager.js';
import type { ParentObject } from './mailchimp.parents.js';
import type { MailchimpStream } from './mailchimp.stream.js';

/** One list of a walk: a part of what hangs on one parent. */
export interface Leg {
  parent: string | null;
  part: number;
}

interface Position extends Leg {
  place: MailchimpPlace | null;
  began: number;
  count: number;
  pageSize?: PageSize;
  /** Of the plan. */
  plan?: Json;
}

/** Where a walk through lists goes on. */
export const LIST_CURSOR = checkedCursor<Position>({
  name: "Mailchimp's lists",
  version: 2,
  schema: z.object({
    parent: z.string().nullable(),
    part: z.int().min(0),
    place: z
      .object({
        offset: z.int().min(0),
        total: z.number(),
        last: z.string(),
        from: z.number().optional(),
        after: z.string().optional(),
      })
      .nullable(),
    began: z.number(),
    count: z.number(),
    pageSize: pageSizeSchema.optional(),
    plan: anyJson.optional(),
  }),
});

/** The lists of a walk in their order, from where it goes on. */
export function legsOf(stream: MailchimpStream, parents: ParentObject[] | null, resumed: Leg | null): Leg[] {
  const ids = parents ? parents.map(({ id }) => id) : [null];
  const parts = stream.parts.length + (stream.more ? 1 : 0);
  const legs = ids.flatMap((parent) => Array.from({ length: parts }, (_, part) => ({ parent, part })));
  return resumed ? legs.filter((leg) => !isBefore(leg, resumed)) : legs;
}

export function isSameLeg(a: Leg, b: Leg): boolean {
  return a.parent === b.parent && a.part === b.part;
}

/** What a part is read from, and with which options. */
export function sourceOf(stream: MailchimpStream, { part }: Leg) {
  const options = stream.parts[part];
  return options ? { source: stream, options } : { source: stream.more ?? stream, options: {} };
}

function isBefore(a: Leg, b: Leg): boolean {
  if (a.parent === b.parent) return a.part < b.part;
  return (a.parent ?? '') < (b.parent ?? '');
}
