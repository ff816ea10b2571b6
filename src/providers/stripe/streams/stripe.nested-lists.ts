import { forEachConcurrent } from '../../../common/for-each-concurrent.js';
import { ProviderExchange } from '../../http/provider.exchange.js';
import { isFound } from '../../kit/found.js';
import { lighterPages, type PageSize } from '../../kit/page.size.js';
import { isObject } from '../../kit/fields.js';
import { ProviderPermissionError, ProviderProtocolError, ProviderRequestError } from '../../provider.errors.js';
import type { StripeAccess } from '../api/stripe.access.js';
import type { StripeClient } from '../api/stripe.client.js';
import { PAGE_LIMIT } from '../stripe.config.js';
import type { StripeObject } from './stripe.page.js';
import type { StripeStream } from './stripe.stream.js';

/** A list within an object with more pages than this is none that Stripe permits. */
const MOST_PAGES = 1_000;
const OBJECTS_AT_ONCE = 8;
/** Where a list says that it is read: a path of the API, with its filter. */
const LIST_URL = /^\/v1\/[\w/.-]+(?:\?[\w=&%[\].-]*)?$/;

interface NestedList extends Record<string, unknown> {
  data: unknown[];
}

interface NestedPage {
  data: unknown[];
  hasMore: boolean;
  pageSize?: PageSize;
}

/**
 * Lists within objects are first pages of ten: `has_more` says so. They are read to their end.
 * https://docs.stripe.com/api/pagination
 */
export class StripeNestedLists {
  constructor(private readonly client: StripeClient) {}

  /** @param page takes the count of requests @returns whether any object has changed */
  async complete(
    access: StripeAccess,
    stream: StripeStream,
    objects: readonly StripeObject[],
    page: ProviderExchange,
  ): Promise<boolean> {
    const open = objects.filter((object) => isIncomplete(object, stream));
    await forEachConcurrent(open, OBJECTS_AT_ONCE, async (object) => {
      for (const [name, url] of Object.entries(stream.lists)) {
        if (isObject(object[name])) continue;
        object[name] = { object: 'list', data: [], has_more: true, url: url(object.id) };
      }
      for (const list of Object.values(object).filter(isFirstPage)) await this.read(access, list, page);
    });
    return open.length > 0;
  }

  private async read(access: StripeAccess, list: NestedList, page: ProviderExchange): Promise<void> {
    const url = String(list.url);
    const known = new Set(list.data.map(idOf));
    let pageSize: PageSize | undefined;
    for (let pages = 0; list.has_more === true; pages += 1) {
      if (pages === MOST_PAGES) throw new ProviderProtocolError('Stripe answered a list within an object without end');
      const after = idOf(list.data.at(-1));
      const answer = await this.page(access, url, { after, pageSize }, page);
      ({ pageSize } = answer);
      const fresh = answer.data.filter((item) => !known.has(idOf(item)));
      fresh.forEach((item) => known.add(idOf(item)));
      list.data.push(...fresh);
      list.has_more = answer.hasMore && fresh.length > 0;
    }
  }

  private async page(
    access: StripeAccess,
    url: string,
    { after, pageSize: size }: { after: string | null; pageSize: PageSize | undefined },
    page: ProviderExchange,
  ): Promise<NestedPage> {
    const exchange = new ProviderExchange(page.signal);
    const request = (limit: number) =>
      isFound(
        this.client.send(access, `GET ${operationOf(url)}`, exchange, (stripe, options) =>
          stripe.rawRequest('GET', pathOf(url, limit, after), undefined, options),
        ),
      );
    try {
      const asked = { sizes: { largest: PAGE_LIMIT }, pageSize: size, exchange, request };
      const { page: found, pageSize } = await lighterPages(asked);
      const { data, has_more: more } = exchange.body;
      // The object has been deleted meanwhile, as something newer will tell.
      if (!found || !Array.isArray(data)) return { data: [], hasMore: false };
      return { data: data as unknown[], hasMore: more === true, pageSize };
    } catch (error) {
      // A key that may read the object need not be allowed to read the list.
      if (error instanceof ProviderPermissionError || isOptional(error, after)) return { data: [], hasMore: false };
      throw error;
    } finally {
      page.add(exchange);
    }
  }
}

function pathOf(url: string, limit: number, after: string | null): string {
  const query = new URLSearchParams({ limit: String(limit), ...(after !== null && { starting_after: after }) });
  return `${url}${url.includes('?') ? '&' : '?'}${query.toString()}`;
}

/** A list of which the object itself shows nothing, and that is not there to be read either. */
function isOptional(error: unknown, after: string | null): boolean {
  return after === null && error instanceof ProviderRequestError;
}

/** Whether a list within it is a first page, or did not come though it was asked for. */
function isIncomplete(object: StripeObject, { lists }: Pick<StripeStream, 'lists'>): boolean {
  return Object.values(object).some(isFirstPage) || Object.keys(lists).some((name) => !isObject(object[name]));
}

/** A list within an object that goes on. */
export function isFirstPage(value: unknown): value is NestedList {
  if (!isObject(value) || value.object !== 'list' || value.has_more !== true) return false;
  return Array.isArray(value.data) && typeof value.url === 'string' && LIST_URL.test(value.url);
}

function idOf(item: unknown): string | null {
  return isObject(item) && typeof item.id === 'string' ? item.id : null;
}

/** As Stripe counts it for its limits: ids are no part of it. */
function operationOf(url: string): string {
  return url.split('?')[0]!.replace(/\/[a-z]+_\w+(?=\/)/g, '/:id');
}
