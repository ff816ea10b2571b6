import { ProviderNotFoundError } from '../../provider.errors.js';
import { z } from 'zod';
import { checkedCursor } from '../../kit/checked.cursor.js';
import { pageOf } from '../../kit/page.builder.js';
import type { ListWalk, Walk } from '../../kit/walk.js';
import { ProviderExchange } from '../../http/provider.exchange.js';
import type { PullPage } from '../../provider.port.js';
import { EMPTY_BATCH } from '../../record-batch.js';
import type { MailchimpAccess } from '../api/mailchimp.access.js';
import { recordsOf } from './mailchimp.page.js';
import { WHOLE, type WalkPlan } from './mailchimp.plan.js';
import { MailchimpUnsubscribePlan } from './mailchimp.unsubscribe-plan.js';
import type { MailchimpPager, MailchimpPlace, PagedObjects } from './mailchimp.pager.js';
import type { MailchimpParents, ParentObject } from './mailchimp.parents.js';
import { withoutLinks, type MailchimpStream } from './mailchimp.streams.js';
import { hasWindow, movedUp, windowOptions } from './mailchimp.window.js';

/** One list of the walk: a part of what hangs on one parent. */
interface Leg {
  parent: string | null;
  part: number;
}

interface Position extends Leg {
  place: MailchimpPlace | null;
  began: number;
  count: number;
}

const CURSOR = checkedCursor<Position>({
  name: "Mailchimp's lists",
  version: 1,
  schema: z.object({
    parent: z.string().nullable(),
    part: z.int().min(0),
    place: z
      .object({ offset: z.int().min(0), total: z.number(), last: z.string(), from: z.number().optional() })
      .nullable(),
    began: z.number(),
    count: z.number(),
  }),
});

/**
 * Walks through all lists that make up a stream, one after the other, one page in memory.
 *
 * Where a list has a window, it is closed at the time the walk began as soon as there is more than one page: pages are
 * told by offset, and who changes meanwhile leaves the window for that of the next walk, instead of moving to its end,
 * which would let somebody else slip through between two pages. A single page goes up to now, so that what is counted
 * right after it is what has been seen.
 */
export class MailchimpList {
  constructor(
    private readonly pager: MailchimpPager,
    private readonly parents: MailchimpParents,
  ) {}

  walk(walk: ListWalk<MailchimpAccess, MailchimpStream>): AsyncGenerator<PullPage> {
    const { stream } = walk;
    return this.pages(walk, stream, stream.parent === 'report' ? new MailchimpUnsubscribePlan() : WHOLE);
  }

  async *pages(
    { access, cursor, signal }: Walk<MailchimpAccess>,
    stream: MailchimpStream,
    plan: WalkPlan,
  ): AsyncGenerator<PullPage> {
    const resumed = CURSOR.read(cursor);
    let exchange = new ProviderExchange(signal);
    const start = stream.parent === null ? null : await this.parents.of(access, stream.parent, exchange);
    const legs = legsOf(stream, start && plan.choose(start.parents), resumed);
    let began = resumed?.began ?? start?.seconds;
    let count = resumed?.count ?? 0;
    let place = legs[0] && resumed && isSame(legs[0], resumed) ? resumed.place : null;
    let isFirst = resumed === null;
    const page = (parts: Pick<PullPage, 'records' | 'cursor'>): PullPage =>
      pageOf(exchange, {
        ...parts,
        ...(isFirst && { watermark: began }),
        ...(parts.cursor === null && plan.ending(count)),
      });
    if (legs.length === 0) yield page({ records: EMPTY_BATCH, cursor: null });
    for (const [index, leg] of legs.entries()) {
      const part = stream.parts[leg.part]!;
      do {
        const from: number | null = place?.from ?? plan.from;
        const window = hasWindow(stream) ? windowOptions({ from, to: place && (began ?? null) }) : {};
        const options = { ...part, ...optionsOf(access, stream), ...window };
        const paged = await this.page(access, stream, leg.parent, options, place, exchange);
        began ??= exchange.seconds;
        plan.onList?.(leg.parent, paged.total);
        const records = recordsOf(stream, leg.parent, ours(access, stream, paged), exchange);
        place = hasWindow(stream) ? movedUp(stream, paged, from) : paged.next;
        if (!place && plan.counted) count += await this.count(access, stream, leg.parent, part, exchange);
        const next: Leg | undefined = place ? leg : legs[index + 1];
        yield page({ records, cursor: next ? CURSOR.write({ ...next, place, began, count }) : null });
        isFirst = false;
        exchange = new ProviderExchange(signal);
      } while (place);
    }
  }

  /** What hung on a parent that has been deleted since is gone with it. */
  private async page(...[access, stream, parent, options, place, exchange]: Parameters<MailchimpPager['page']>) {
    const nothing: PagedObjects = { objects: [], total: 0, next: null };
    const asked = this.pager.page(access, stream, parent, options, place, exchange);
    return parent === null ? asked : asked.catch(otherwise(nothing));
  }

  private count(...[access, stream, parent, options, exchange]: Parameters<MailchimpPager['count']>) {
    return this.pager.count(access, stream, parent, options, exchange).catch(otherwise(0));
  }
}

function optionsOf({ audienceId }: MailchimpAccess, stream: MailchimpStream): Record<string, unknown> {
  const within = audienceId === null ? {} : stream.within?.(audienceId);
  return { exclude_fields: withoutLinks(stream, 'list'), ...within };
}

function otherwise<T>(value: T): (error: unknown) => T {
  return (error) => {
    if (error instanceof ProviderNotFoundError) return value;
    throw error;
  };
}

function legsOf(stream: MailchimpStream, parents: ParentObject[] | null, resumed: Position | null): Leg[] {
  const ids = parents ? parents.map(({ id }) => id) : [null];
  const legs = ids.flatMap((parent) => stream.parts.map((_, part) => ({ parent, part })));
  return resumed ? legs.filter((leg) => !isBefore(leg, resumed)) : legs;
}

function isSame(a: Leg, b: Leg): boolean {
  return a.parent === b.parent && a.part === b.part;
}

function isBefore(a: Leg, b: Leg): boolean {
  if (a.parent === b.parent) return a.part < b.part;
  return (a.parent ?? '') < (b.parent ?? '');
}

function ours({ audienceId }: MailchimpAccess, stream: MailchimpStream, { objects }: PagedObjects) {
  if (audienceId === null || !stream.audienceOf) return objects;
  return objects.filter((object) => stream.audienceOf!(object) === audienceId);
}
