import { ProviderProtocolError } from '../../provider.errors.js';
import type { ProviderExchange } from '../../http/provider.exchange.js';
import { text } from '../../kit/fields.js';
import { lighterPages, type PageSize, type PageSizes } from '../../kit/page.size.js';
import type { MailchimpAccess } from '../api/mailchimp.access.js';
import type { MailchimpClient } from '../api/mailchimp.client.js';
import { readPage, type MailchimpPage } from './mailchimp.page.js';
import type { MailchimpObject, MailchimpStream } from './mailchimp.stream.js';

/** The most that a list gives at once. Where it is too heavy, Mailchimp answers nothing in time, and wants to be asked for less. */
export const PAGE_SIZE = 1_000;
const SIZES: PageSizes = { largest: PAGE_SIZE };

/** Where a list is gone on with, and what it was like when we left it. */
export interface MailchimpPlace {
  offset: number;
  total: number;
  /** Name of the last object of the page before; empty: it has none. */
  last: string;
  /** Of a list with a window: the second it begins with by now, if it was moved. */
  from?: number;
  /** Of a list that is paged by a cursor: that of the page before. */
  after?: string;
}

const START = { offset: 0, total: 0, last: null };

export interface PagedObjects extends MailchimpPage {
  /** `null`: that was the last page. */
  next: MailchimpPlace | null;
  /** Of the next page; absent: the largest. */
  pageSize?: PageSize;
  /** Objects in front of the page that Mailchimp could not send. */
  skipped: number;
}

/** Reads lists page by page. Most are paged by offset, while objects may disappear from them. */
export class MailchimpPager {
  constructor(private readonly client: MailchimpClient) {}

  /**
   * The page at `place`. When the list has become shorter since the page before, what is gone may have stood in front
   * of it, and everything else has moved up: so the page begins that much earlier, and may bring some objects twice.
   * @param options of the list: fields, filters
   * @throws ProviderProtocolError when the list is none, or does not go on
   */
  async page(
    access: MailchimpAccess,
    stream: MailchimpStream,
    parent: string | null,
    options: Record<string, unknown>,
    place: MailchimpPlace | null,
    exchange: ProviderExchange,
    pageSize?: PageSize,
  ): Promise<PagedObjects> {
    const ask = (query: Record<string, unknown>) =>
      this.ask(access, stream, parent, { ...options, ...query }, exchange);
    if (stream.paging === 'cursor') {
      const cursor = place?.after === undefined ? {} : { cursor: place.after };
      const request = (count: number) => ask({ count, ...cursor }).then(() => cursorPage(stream, exchange, place));
      const { page, ...lightened } = await lighterPages({ sizes: SIZES, pageSize, exchange, request });
      return { ...page, ...lightened };
    }
    let { offset, total, last }: Pick<MailchimpPlace, 'offset' | 'total'> & { last: string | null } = place ?? START;
    for (;;) {
      const from = offset;
      const request = (count: number, skip: number) =>
        ask({ count, offset: from + skip }).then(() => readPage(exchange, stream.collection));
      const { page, ...lightened } = await lighterPages({ sizes: SIZES, pageSize, exchange, request, stepsOver: true });
      const gone = total - page.total;
      if (gone <= 0 || offset === 0) {
        return { ...page, ...lightened, next: nextPlace(stream, page, offset + lightened.skipped, last) };
      }
      offset = Math.max(0, offset - gone);
      total = page.total;
      last = null;
    }
  }

  /** How many objects a list has. */
  async count(
    access: MailchimpAccess,
    stream: MailchimpStream,
    parent: string | null,
    options: Record<string, unknown>,
    exchange: ProviderExchange,
  ): Promise<number> {
    // Asked for one object, of which nothing is shown: none at all is understood as the usual ten.
    await this.ask(access, stream, parent, { ...options, count: 1, fields: ['total_items'] }, exchange);
    const { total_items: total } = exchange.body;
    if (typeof total !== 'number') throw new ProviderProtocolError('Mailchimp did not say how many there are');
    return total;
  }

  private ask(
    access: MailchimpAccess,
    stream: MailchimpStream,
    parent: string | null,
    query: Record<string, unknown>,
    exchange: ProviderExchange,
  ): Promise<void> {
    return this.client.send(access, `GET ${stream.path}`, exchange, (api) => stream.list(api, parent ?? '', query));
  }
}

function nextPlace(
  stream: MailchimpStream,
  { objects, total }: MailchimpPage,
  offset: number,
  before: string | null,
): MailchimpPlace | null {
  const last = lastKey(objects, stream);
  if (last !== '' && last === before) {
    throw new ProviderProtocolError(`Mailchimp answered a page of ${stream.collection} that ends as the one before`);
  }
  const reached = offset + objects.length;
  if (reached >= total) return null;
  if (objects.length === 0) {
    throw new ProviderProtocolError(`Mailchimp answered no ${stream.collection} with more to come`);
  }
  return { offset: reached, total, last };
}

/** What cannot be named tells no page from another. */
function lastKey(objects: readonly MailchimpObject[], { keyOf }: MailchimpStream): string {
  const object = objects.at(-1);
  return (object && keyOf(object)) || '';
}

/** A cursor may also be given with the last page: the next one is empty then. Without the list there is nothing in it. */
function cursorPage(
  stream: MailchimpStream,
  { body }: ProviderExchange,
  place: MailchimpPlace | null,
): Omit<PagedObjects, 'skipped'> {
  const { [stream.collection]: listed, next_cursor } = body;
  const page = readPage({ body: { [stream.collection]: listed ?? [], total_items: 0 } }, stream.collection);
  const after = text(next_cursor);
  if (!after || page.objects.length === 0) return { ...page, next: null };
  if (after === place?.after) {
    throw new ProviderProtocolError(`Mailchimp answered a cursor of ${stream.collection} that does not move`);
  }
  return { ...page, next: { offset: 0, total: 0, last: '', after } };
}
