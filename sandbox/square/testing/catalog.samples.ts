import type { SquareObject } from '../square.stream.js';
import { type Answer, type Merchant } from './square.rig.js';

export const variation = (id: string, sku: string): SquareObject => ({
  type: 'ITEM_VARIATION',
  id,
  item_variation_data: {
    name: sku,
    sku,
    pricing_type: 'FIXED_PRICING',
    price_money: { amount: 2500, currency: 'USD' },
  },
});

export const item = (id: string, variations: SquareObject[], more: SquareObject = {}): SquareObject => ({
  type: 'ITEM',
  id,
  ...more,
  item_data: { name: 'Concert', variations },
});

export const variationsOf = (one: SquareObject): SquareObject[] =>
  (one.item_data as { variations?: SquareObject[] }).variations ?? [];

let keys = 0;

/** A request with a new idempotency key. */
export const post = (shop: Merchant, path: string, body: SquareObject, key = `key-${(keys += 1)}`): Promise<Answer> =>
  shop.call('POST', path, { idempotency_key: key, ...body });

export const upsert = (shop: Merchant, batches: SquareObject[][]): Promise<Answer> =>
  post(shop, '/v2/catalog/batch-upsert', { batches: batches.map((objects) => ({ objects })) });

/** A new item with the variations `hub-a` and `hub-b`, as the answer shows it. */
export async function newItem(shop: Merchant): Promise<SquareObject> {
  const { body } = await upsert(shop, [[item('#i', [variation('#a', 'hub-a'), variation('#b', 'hub-b')])]]);
  return (body.objects as SquareObject[])[0]!;
}
