import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { SquareObject } from '../square.stream.js';
import { item, newItem, post, upsert, variation, variationsOf } from '../testing/catalog.samples.js';
import { failure, ids, SquareRig, type Answer, type Merchant } from '../testing/square.rig.js';

const rig = new SquareRig();
let shop: Merchant;

beforeAll(() => rig.open());
afterAll(() => rig.close());

beforeEach(async () => {
  await rig.control('POST', 'limits', { globalPerSecond: null, catalogWriteMs: 0 });
  shop = await rig.merchant({ id: 'MSHOP', counts: { locations: 1, customers: 3, products: 12 }, seed: 1 });
});

const skus = ({ body }: Answer) =>
  ((body.objects as SquareObject[] | undefined) ?? []).map(
    ({ item_variation_data: data }) => (data as SquareObject).sku,
  );
const search = (query: SquareObject) =>
  shop.call('POST', '/v2/catalog/search', { object_types: ['ITEM_VARIATION'], query });
const bySkus = (...values: string[]) => search({ set_query: { attribute_name: 'sku', attribute_values: values } });

describe('the catalogue', () => {
  it('gives temporary ids real ones, which hold within one batch only', async () => {
    const { status, body } = await upsert(shop, [[item('#i', [variation('#a', 'hub-a')])]]);
    const mappings = body.id_mappings as { client_object_id: string; object_id: string }[];
    const [one] = body.objects as SquareObject[];
    expect([status, mappings.map((mapping) => mapping.client_object_id)]).toEqual([200, ['#i', '#a']]);
    expect([one!.id, variationsOf(one!)[0]!.id]).toEqual(mappings.map((mapping) => mapping.object_id));
    const apart = await upsert(shop, [
      [item('#j', [])],
      [{ ...variation('#c', 'hub-c'), item_variation_data: { name: 'c', item_id: '#j' } }],
    ]);
    const errors = apart.body.errors as { code: string }[];
    expect([apart.status, ids(apart.body.objects).length, errors[0]!.code]).toEqual([200, 1, 'NOT_FOUND']);
  });

  it('deletes a variation that is left out, and all of an item that names none', async () => {
    const before = await newItem(shop);
    const [, kept] = variationsOf(before);
    const { body } = await upsert(shop, [[item(String(before.id), [kept!], { version: before.version })]]);
    const [after] = body.objects as SquareObject[];
    expect(variationsOf(after!).map(({ id }) => id)).toEqual([kept!.id]);
    expect(skus(await bySkus('hub-a', 'hub-b'))).toEqual(['hub-b']);
    const bare = { type: 'ITEM', id: before.id, version: after!.version, item_data: { name: 'Concert' } };
    expect((await upsert(shop, [[bare]])).status).toBe(200);
    expect(skus(await bySkus('hub-a', 'hub-b'))).toEqual([]);
  });

  /** By what is stale, missing or wrong: how the item is sent again. */
  it.each<[string, (one: SquareObject) => SquareObject, unknown[]]>([
    ['the version of the item', (one) => ({ ...one, version: Number(one.version) - 1 }), [400, 'VERSION_MISMATCH']],
    ['no version', ({ version: _version, ...one }) => one, [400, 'VERSION_MISMATCH']],
    ['the version of a variation', (one) => withVariation(one, { version: 1 }), [400, 'VERSION_MISMATCH']],
    ['a variation that never was', (one) => withVariation(one, { id: 'NEVER' }), [404, 'NOT_FOUND']],
    [
      'a variation twice',
      (one) => item(String(one.id), [variationsOf(one)[0]!, variationsOf(one)[0]!], { version: one.version }),
      [400, 'BAD_REQUEST'],
    ],
    ['a deletion', (one) => ({ ...one, is_deleted: true }), [400, 'INVALID_VALUE']],
  ])('refuses %s, and with it the whole batch', async (_what, spoiled, expected) => {
    const before = await newItem(shop);
    const answer = await upsert(shop, [[item('#new', [variation('#n', 'hub-new')]), spoiled(before)]]);
    expect(failure(answer)).toEqual(expected);
    expect(skus(await bySkus('hub-new', 'hub-a'))).toEqual(['hub-a']);
    expect((await shop.call('GET', `/v2/catalog/object/${String(before.id)}`)).body.object).toEqual(before);
  });

  it('has limits for a batch and for a request, and then does nothing', async () => {
    const many = (count: number) =>
      Array.from({ length: count }, (_, at) => ({
        type: 'CATEGORY',
        id: `#c${at}`,
        category_data: { name: `C${at}` },
      }));
    expect(failure(await upsert(shop, [many(1001)]))).toEqual([400, 'ARRAY_LENGTH_TOO_LONG']);
    expect(failure(await upsert(shop, [...Array.from({ length: 10 }, () => many(1000)), many(1)]))).toEqual([
      400,
      'ARRAY_LENGTH_TOO_LONG',
    ]);
    const categories = await shop.call('POST', '/v2/catalog/search', { object_types: ['CATEGORY'] });
    expect(ids(categories.body.objects).length).toBeLessThan(12);
  });

  it('is changed by one request at a time', async () => {
    await rig.control('POST', 'limits', { catalogWriteMs: 1_000 });
    const write = (sku: string) => upsert(shop, [[item('#i', [variation('#a', sku)])]]);
    const answers = await Promise.all([write('hub-1'), write('hub-2'), shop.call('GET', '/v2/catalog/list')]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 429]);
    expect(failure(answers.find(({ status }) => status === 429)!)).toEqual([429, 'RATE_LIMITED']);
    await rig.control('POST', 'limits', { catalogWriteMs: 10 });
    expect((await write('hub-3')).status).toBe(200);
    const other = await rig.merchant({ id: 'MOTHER', counts: { locations: 1 } });
    const one = { object: { type: 'CATEGORY', id: '#c', category_data: { name: 'C' } } };
    const both = await Promise.all([write('hub-4'), post(other, '/v2/catalog/object', one)]);
    expect(both.map(({ status }) => status)).toEqual([200, 200]);
  });

  it('is searched by a set of SKUs exactly, by one value in part', async () => {
    await newItem(shop);
    expect(skus(await bySkus('HUB-A', 'hub'))).toEqual(['hub-a']);
    const exact = { attribute_name: 'sku', attribute_value: 'hub-' };
    expect(skus(await search({ exact_query: exact })).sort()).toEqual(['hub-a', 'hub-b']);
    expect(skus(await search({ prefix_query: { attribute_name: 'sku', attribute_prefix: 'ub-' } }))).toEqual([]);
    expect(failure(await bySkus(...Array.from({ length: 251 }, (_, at) => `s${at}`)))).toEqual([
      400,
      'ARRAY_LENGTH_TOO_LONG',
    ]);
  });

  it('is found by a search only when its index has caught up', async () => {
    await rig.control('POST', 'lag', { ms: 60_000, account: shop.id });
    const { id } = await newItem(shop);
    expect(skus(await bySkus('hub-a'))).toEqual([]);
    expect((await shop.call('GET', `/v2/catalog/object/${String(id)}`)).status).toBe(200);
    await rig.control('POST', 'clock', { offsetSeconds: 61 });
    expect(skus(await bySkus('hub-a'))).toEqual(['hub-a']);
    await rig.control('POST', 'clock', { offsetSeconds: 0 });
  });

  it('keeps the forms of a description in step, and believes the HTML', async () => {
    const described = async (data: SquareObject) => {
      const given = {
        type: 'ITEM',
        id: '#i',
        item_data: { name: 'Concert', variations: [variation('#a', 'x')], ...data },
      };
      const { body } = await upsert(shop, [[given]]);
      const { description, description_html, description_plaintext } = (body.objects as SquareObject[])[0]!
        .item_data as SquareObject;
      return [description, description_html, description_plaintext];
    };
    const both = { description: 'Former', description_html: '<p>Songs &amp; <b>dances</b></p><p>at eight</p>' };
    const text = 'Songs & dances\nat eight';
    expect(await described(both)).toEqual([text, both.description_html, text]);
    expect(await described({ description: 'a < b' })).toEqual(['a < b', 'a &lt; b', 'a < b']);
    expect(await described({ description_plaintext: 'derived' })).toEqual([undefined, undefined, undefined]);
  });

  it('takes a SKU twice, unless the merchant minds', async () => {
    await newItem(shop);
    expect((await newItem(shop)).id).toBeDefined();
    expect(skus(await bySkus('hub-a'))).toHaveLength(2);
    await rig.control('POST', `accounts/${shop.id}/skus`, { unique: true });
    expect(failure(await upsert(shop, [[item('#i', [variation('#a', 'hub-a')])]]))).toEqual([400, 'INVALID_VALUE']);
  });
});

function withVariation(one: SquareObject, patch: SquareObject): SquareObject {
  const [first, ...others] = variationsOf(one);
  return item(String(one.id), [{ ...first, ...patch }, ...others], { version: one.version });
}
