import { ProviderNotFoundError } from '../../provider.errors.js';
import { pageOf } from '../../kit/page.builder.js';
import { unreadable } from '../../kit/page.size.js';
import type { ListWalk, Walk } from '../../kit/walk.js';
import { ProviderExchange } from '../../http/provider.exchange.js';
import type { PullPage } from '../../provider.port.js';
import { EMPTY_BATCH, type LeftOut, type RecordBatch } from '../../record-batch.js';
import type { MailchimpAccess } from '../api/mailchimp.access.js';
import { isNotOffered } from '../api/mailchimp.failures.js';
import { isSameLeg, legsOf, LIST_CURSOR, sourceOf, type Leg } from './mailchimp.legs.js';
import { recordsOf } from './mailchimp.page.js';
import type { WalkPlan } from './mailchimp.plan.js';
import type { MailchimpPlans } from './mailchimp.plans.js';
import type { MailchimpPager, PagedObjects } from './mailchimp.pager.js';
import type { MailchimpParents } from './mailchimp.parents.js';
import type { MailchimpStream } from './mailchimp.stream.js';
import { withoutLinks } from './mailchimp.streams.js';
import type { MailchimpTags } from './mailchimp.tags.js';
import { movedUp, windowOptions } from './mailchimp.window.js';

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
    private readonly tags: MailchimpTags,
    private readonly plans: MailchimpPlans,
  ) {}

  walk(walk: ListWalk<MailchimpAccess, MailchimpStream>): AsyncGenerator<PullPage> {
    return this.pages(walk, walk.stream, this.plans.ofList(walk.stream));
  }

  async *pages(
    { access, cursor, signal }: Walk<MailchimpAccess>,
    stream: MailchimpStream,
    plan: WalkPlan,
  ): AsyncGenerator<PullPage> {
    const resumed = LIST_CURSOR.read(cursor);
    if (resumed?.plan !== undefined) plan.resume?.(resumed.plan);
    let exchange = new ProviderExchange(signal);
    const start = stream.parent === null ? null : await this.parents.of(access, stream.parent, exchange);
    const legs = legsOf(stream, start && plan.choose(start.parents, start.seconds), resumed);
    let began = resumed?.began ?? start?.seconds;
    let count = resumed?.count ?? 0;
    let place = legs[0] && resumed && isSameLeg(legs[0], resumed) ? resumed.place : null;
    let pageSize = resumed?.pageSize;
    let isFirst = resumed === null;
    const page = (parts: Pick<PullPage, 'records' | 'cursor'>): PullPage =>
      pageOf(exchange, {
        ...parts,
        ...(isFirst && { watermark: began }),
        ...(parts.cursor === null && plan.ending(count)),
      });
    if (legs.length === 0) yield page({ records: EMPTY_BATCH, cursor: null });
    for (const [index, leg] of legs.entries()) {
      const { source, options: part } = sourceOf(stream, leg);
      do {
        const from: number | null = place?.from ?? plan.from;
        const window = windowOptions(source, {
          from,
          to: place && source.paging === 'offset' ? (began ?? null) : null,
        });
        const options = { ...part, ...optionsOf(access, source), ...window };
        const paged = await this.page(access, source, leg.parent, options, place, exchange, pageSize);
        pageSize = paged.pageSize;
        began ??= exchange.seconds;
        const records = await this.records(access, source, leg, paged, plan, exchange);
        const isMoved = source.window !== null && source.paging === 'offset';
        place = isMoved ? movedUp(source, paged, from) : paged.next;
        if (!place && plan.counted && source === stream) {
          count += await this.count(access, source, leg.parent, part, exchange);
        }
        const next: Leg | undefined = place ? leg : legs[index + 1];
        const position = next && {
          ...next,
          place,
          began,
          count,
          ...(pageSize && { pageSize }),
          ...(plan.state && { plan: plan.state() }),
        };
        yield page({ records, cursor: position ? LIST_CURSOR.write(position) : null });
        isFirst = false;
        exchange = new ProviderExchange(signal);
      } while (place);
    }
  }

  private async records(
    access: MailchimpAccess,
    source: MailchimpStream,
    { parent }: Leg,
    paged: PagedObjects,
    plan: WalkPlan,
    exchange: ProviderExchange,
  ): Promise<RecordBatch> {
    const ours = paged.objects.filter((object) => isOurs(access, source, object) && (source.isKept?.(object) ?? true));
    const kept = (parent !== null && plan.keep?.(source, parent, ours)) || { objects: ours };
    const objects = await this.tags.complete(access, source, parent, kept.objects, exchange);
    const owner = parent === null ? null : source.ownerOf(parent);
    const named = recordsOf(source, owner, { ...kept, objects }, exchange);
    const records = withLeftOut(named, unreadable(source.name, paged.skipped));
    const leftOut = records.leftOut?.length ?? 0;
    plan.onPage?.(source, parent, { total: paged.total, kept: records.externalIds, leftOut });
    return records;
  }

  /** What hung on a parent that has been deleted since is gone with it. */
  private async page(...[access, source, parent, options, place, exchange, size]: Parameters<MailchimpPager['page']>) {
    const nothing: PagedObjects = { objects: [], total: 0, next: null, skipped: 0, ...(size && { pageSize: size }) };
    const asked = this.pager.page(access, source, parent, options, place, exchange, size);
    if (source.paging === 'cursor') return asked.catch(otherwise(nothing, isNotOffered));
    return parent === null ? asked : asked.catch(otherwise(nothing, isGone));
  }

  private count(...[access, source, parent, options, exchange]: Parameters<MailchimpPager['count']>) {
    return this.pager.count(access, source, parent, options, exchange).catch(otherwise(0, isGone));
  }
}

function withLeftOut(batch: RecordBatch, more: readonly LeftOut[]): RecordBatch {
  return more.length > 0 ? { ...batch, leftOut: [...(batch.leftOut ?? []), ...more] } : batch;
}

function optionsOf({ audienceId }: MailchimpAccess, stream: MailchimpStream): Record<string, unknown> {
  const within = audienceId === null ? {} : stream.within?.(audienceId);
  return { exclude_fields: withoutLinks(stream, 'list'), ...within };
}

const isGone = (error: unknown): boolean => error instanceof ProviderNotFoundError;

function otherwise<T>(value: T, applies: (error: unknown) => boolean): (error: unknown) => T {
  return (error) => {
    if (applies(error)) return value;
    throw error;
  };
}

function isOurs({ audienceId }: MailchimpAccess, { audienceOf }: MailchimpStream, object: Record<string, unknown>) {
  return audienceId === null || !audienceOf || audienceOf(object) === audienceId;
}
