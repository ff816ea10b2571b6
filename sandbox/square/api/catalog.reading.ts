import type { PageQuery } from '../live/page.reader.js';
import { isTombstone } from '../live/stream.store.js';
import { badRequest } from '../square.errors.js';
import type { SquareObject } from '../square.stream.js';
import { iso } from '../dataset/square.time.js';
import type { ApiCall, ApiRoute } from './api.call.js';
import { catalogCondition } from './catalog.query.js';
import { listPage, liveObject } from './object.reading.js';
import { limit, object, texts, time } from './parameter.reading.js';

const scope = 'ITEMS_READ';
const MOST = 1000;
/** Types that live inside others are returned only to those who name them. */
const TOP_LEVEL = ['ITEM', 'CATEGORY', 'TAX', 'DISCOUNT', 'MODIFIER_LIST'];
const TYPES = [
  ...TOP_LEVEL,
  'ITEM_VARIATION',
  'MODIFIER',
  'IMAGE',
  'PRICING_RULE',
  'PRODUCT_SET',
  'TIME_PERIOD',
  'MEASUREMENT_UNIT',
  'SUBSCRIPTION_PLAN',
  'SUBSCRIPTION_PLAN_VARIATION',
  'ITEM_OPTION',
  'ITEM_OPTION_VAL',
  'CUSTOM_ATTRIBUTE_DEFINITION',
  'QUICK_AMOUNTS_SETTINGS',
];

export const CATALOG_READING: readonly ApiRoute[] = [
  {
    method: 'GET',
    path: '/v2/catalog/list',
    scope,
    query: ['cursor', 'types', 'catalog_version'],
    run: (call) => {
      const types = call.query.types?.split(',').map((type) => type.trim().toUpperCase());
      return page(call, types, call.query.cursor, { limit: 100, about: types ?? null });
    },
  },
  {
    method: 'POST',
    path: '/v2/catalog/search',
    scope,
    fields: [
      'cursor',
      'object_types',
      'include_deleted_objects',
      'include_related_objects',
      'begin_time',
      'query',
      'limit',
      'include_category_path_to_root',
      'include_options',
    ],
    run: search,
  },
  {
    method: 'GET',
    path: '/v2/catalog/object/:id',
    scope,
    query: ['include_related_objects', 'catalog_version', 'include_category_path_to_root'],
    run: (call) => {
      const found = liveObject(call, 'products', call.ids[0]!);
      const related = call.query.include_related_objects === 'true' ? relatedTo(call, [found]) : [];
      return { object: found, ...(related.length > 0 ? { related_objects: related } : {}) };
    },
  },
  {
    method: 'POST',
    path: '/v2/catalog/batch-retrieve',
    scope,
    fields: [
      'object_ids',
      'include_related_objects',
      'include_deleted_objects',
      'catalog_version',
      'include_category_path_to_root',
    ],
    run: (call) => {
      const ids = texts(call.body.object_ids, 'object_ids', MOST);
      const found = ids.map((id) => call.account.store('products').find(id));
      const wanted = found.filter((one) => one && (call.body.include_deleted_objects === true || !isTombstone(one)));
      const related = call.body.include_related_objects === true ? relatedTo(call, wanted as SquareObject[]) : [];
      return {
        ...(wanted.length > 0 ? { objects: wanted } : {}),
        ...(related.length > 0 ? { related_objects: related } : {}),
      };
    },
  },
];

function search(call: ApiCall): unknown {
  const { cursor, limit: wanted, ...about } = call.body;
  const withDeleted = about.include_deleted_objects === true;
  if (withDeleted && about.include_category_path_to_root === true) {
    throw badRequest('CONFLICTING_PARAMETERS', 'include_deleted_objects excludes include_category_path_to_root.');
  }
  const begin = time(about.begin_time, 'begin_time');
  const latest = call.account.store('products').view().sortedBy('updated').greatest();
  const answer = page(call, texts(about.object_types, 'object_types'), cursor, {
    limit: limit(wanted, { max: MOST, usual: MOST, beyond: 'ignored' }),
    about,
    ...(begin === undefined ? {} : { after: begin }),
    withDeleted,
    condition: catalogCondition(object(about.query, 'query')),
  });
  const objects = (answer.objects as SquareObject[] | undefined) ?? [];
  const related = about.include_related_objects === true ? relatedTo(call, objects) : [];
  return {
    ...answer,
    ...(related.length > 0 ? { related_objects: related } : {}),
    latest_time: iso(Number(latest ?? call.account.data.from)),
  };
}

interface PageWish {
  limit: number;
  about: unknown;
  /** Exclusive, in epoch milliseconds. */
  after?: number;
  withDeleted?: boolean;
  condition?: Pick<PageQuery, 'having' | 'matches'>;
}

function page(call: ApiCall, types: readonly string[] | undefined, cursor: unknown, wish: PageWish): SquareObject {
  const stranger = types?.find((type) => !TYPES.includes(type));
  if (stranger !== undefined) {
    throw badRequest(
      'INVALID_ENUM_VALUE',
      `\`${stranger}\` is not a valid enum value for \`object_types\`.`,
      'object_types',
    );
  }
  const { about, after, withDeleted, condition, limit: most } = wish;
  return listPage(call, 'objects', {
    stream: 'products',
    about,
    cursor,
    sort: 'updated',
    descending: false,
    limit: most,
    facets: new Set(types && types.length > 0 ? types : TOP_LEVEL),
    tombstones: withDeleted === true,
    ...(after === undefined ? {} : { ranges: { updated: { min: after + 1, max: Number.POSITIVE_INFINITY } } }),
    ...condition,
  });
}

/** What the objects refer to by id, one level deep. */
function relatedTo(call: ApiCall, objects: readonly SquareObject[]): SquareObject[] {
  const ids = new Set<string>();
  for (const { item_data: item, item_variation_data: variation } of objects as Record<string, SquareObject>[]) {
    for (const id of (item?.tax_ids as string[] | undefined) ?? []) ids.add(id);
    for (const { id } of (item?.categories as { id: string }[] | undefined) ?? []) ids.add(id);
    if (typeof variation?.item_id === 'string') ids.add(variation.item_id);
  }
  const found = [...ids].map((id) => call.account.store('products').find(id));
  return found.filter((one): one is SquareObject => Boolean(one) && !isTombstone(one!));
}
