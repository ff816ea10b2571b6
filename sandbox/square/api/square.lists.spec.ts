import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { SquareObject } from '../square.stream.js';
import { failure, ids, SquareRig, type Merchant } from '../testing/square.rig.js';

const rig = new SquareRig();
let shop: Merchant;

beforeAll(() => rig.open());
afterAll(() => rig.close());

beforeEach(async () => {
  shop = await rig.merchant({ id: 'MSHOP', scale: 120, seed: 1 });
});

async function collect(
  name: string,
  page: (cursor: string | undefined) => ReturnType<Merchant['call']>,
): Promise<SquareObject[]> {
  const found: SquareObject[] = [];
  let cursor: string | undefined;
  do {
    const { status, body } = await page(cursor);
    expect(status).toBe(200);
    found.push(...((body[name] as SquareObject[] | undefined) ?? []));
    cursor = body.cursor as string | undefined;
  } while (cursor);
  return found;
}

describe('lists', () => {
  const ALL_TYPES = ['ITEM', 'ITEM_VARIATION', 'CATEGORY', 'TAX', 'DISCOUNT', 'MODIFIER_LIST'];
  const search = (path: string, body: SquareObject) => (cursor: string | undefined) =>
    shop.call('POST', path, { ...body, ...(cursor ? { cursor } : {}) });
  const list = (path: string) => (cursor: string | undefined) =>
    shop.call('GET', `${path}${cursor ? `&cursor=${cursor}` : ''}`);

  it('return what the control call knows, after random changes, each object once', async () => {
    await rig.control('POST', `accounts/${shop.id}/mutate`, { updates: 150, creates: 40, deletes: 6, seed: 4 });
    const places = shop.locations.map((location) => String(location.id));
    const since = 'begin_time=2000-01-01T00:00:00Z&limit=17';
    const found: Record<string, SquareObject[]> = {
      customers: await collect('customers', search('/v2/customers/search', { limit: 17 })),
      products: await collect('objects', search('/v2/catalog/search', { object_types: ALL_TYPES, limit: 3 })),
      orders: await collect('orders', search('/v2/orders/search', { location_ids: places, limit: 17 })),
      refunds: await collect('refunds', list(`/v2/refunds?${since}`)),
      gift_cards: await collect('gift_cards', list('/v2/gift-cards?limit=2')),
      loyalty_accounts: await collect('loyalty_accounts', search('/v2/loyalty/accounts/search', { limit: 7 })),
      payments: [],
      payouts: [],
    };
    for (const place of places) {
      const sorted = `${since}&sort_field=UPDATED_AT&sort_order=ASC&location_id=${place}`;
      found.payments!.push(...(await collect('payments', list(`/v2/payments?${sorted}`))));
      found.payouts!.push(...(await collect('payouts', list(`/v2/payouts?${since}&location_id=${place}`))));
    }
    for (const [stream, objects] of Object.entries(found)) {
      const truth = await rig.truth(shop.id, stream);
      const inOrder = (list: SquareObject[]) =>
        [...list].sort((one, two) => (String(one.id) < String(two.id) ? -1 : 1));
      expect(inOrder(objects)).toEqual(inOrder(truth));
    }
  });

  it('show payments of the main location and of one year unless asked otherwise', async () => {
    const { body: merchantBody } = await shop.call('GET', '/v2/merchants/me');
    const main = (merchantBody.merchant as SquareObject).main_location_id;
    const usual = await collect('payments', list('/v2/payments?limit=100'));
    expect(new Set(usual.map((payment) => payment.location_id))).toEqual(new Set([main]));
    const closed = shop.locations.find((location) => location.status === 'INACTIVE')!;
    expect((await shop.call('GET', `/v2/payments?location_id=${String(closed.id)}`)).body).toEqual({});
    const old = await shop.call('GET', `/v2/payments?location_id=${String(closed.id)}&begin_time=2000-01-01T00:00:00Z`);
    expect(ids(old.body.payments).length).toBeGreaterThan(0);
  });

  it('refuse what Square refuses', async () => {
    const place = String(shop.locations[0]!.id);
    const filter = { date_time_filter: { updated_at: { start_at: '2020-01-01T00:00:00Z' } } };
    const orders = (body: SquareObject) => shop.call('POST', '/v2/orders/search', body);
    const unsorted = await orders({ location_ids: [place], query: { filter } });
    expect(failure(unsorted)).toEqual([400, 'BAD_REQUEST']);
    expect(failure(await orders({ location_ids: Array(11).fill(place) }))).toEqual([400, 'ARRAY_LENGTH_TOO_LONG']);
    expect(failure(await shop.call('GET', '/v2/payments?colour=red'))).toEqual([400, 'UNKNOWN_QUERY_PARAMETER']);
    expect(failure(await shop.call('GET', '/v2/payments?begin_time=yesterday'))).toEqual([400, 'INVALID_TIME']);
    expect(failure(await shop.call('POST', '/v2/customers/search', { limit: 101 }))).toEqual([400, 'VALUE_TOO_HIGH']);
    const byUpdate = { query: { sort: { field: 'UPDATED_AT' } } };
    expect(failure(await shop.call('POST', '/v2/customers/search', byUpdate))).toEqual([400, 'INVALID_ENUM_VALUE']);
    const twoPlaces = { query: { filter: { location_ids: [place, place] } } };
    expect(failure(await shop.call('POST', '/v2/invoices/search', twoPlaces))).toEqual([400, 'INVALID_VALUE']);
  });

  it('take a cursor with its own query only', async () => {
    const { body } = await shop.call('POST', '/v2/customers/search', { limit: 5 });
    const again = { limit: 5, cursor: body.cursor, query: { sort: { field: 'CREATED_AT' } } };
    expect(failure(await shop.call('POST', '/v2/customers/search', again))).toEqual([400, 'INVALID_CURSOR']);
  });

  it('give the catalogue since the last search: changes, the item around a variation, and tombstones', async () => {
    const everything = { object_types: ALL_TYPES, include_deleted_objects: true };
    const { body: first } = await shop.call('POST', '/v2/catalog/search', everything);
    const objects = first.objects as SquareObject[];
    const variation = objects.find((object) => object.type === 'ITEM_VARIATION')!;
    const item = (variation.item_variation_data as SquareObject).item_id;
    const category = objects.find((object) => object.type === 'CATEGORY')!;
    const patch = { item_variation_data: { name: 'Balcony' } };
    await rig.control('POST', `accounts/${shop.id}/update`, { stream: 'products', id: variation.id, patch });
    await shop.call('DELETE', `/v2/catalog/object/${String(category.id)}`);
    const since = { ...everything, begin_time: first.latest_time };
    const { body: delta } = await shop.call('POST', '/v2/catalog/search', since);
    expect(ids(delta.objects).sort()).toEqual([variation.id, item, category.id].map(String).sort());
    const deleted = (delta.objects as SquareObject[]).find((object) => object.id === category.id)!;
    expect(deleted.is_deleted).toBe(true);
    expect((await shop.call('GET', `/v2/catalog/object/${String(category.id)}`)).status).toBe(404);
    const { body: none } = await shop.call('POST', '/v2/catalog/search', {
      ...everything,
      begin_time: delta.latest_time,
    });
    expect(none.objects).toBeUndefined();
  });
});
