import type { FormFields } from '../../common/form.parser.js';
import { badRequest, missing } from '../stripe.errors.js';
import type { StripeObject } from '../stripe.stream.js';
import type { ApiCall } from './api.call.js';
import { blank, newFields } from './object.fields.js';
import { priceAmount } from './price.amount.js';

type Fields = Record<string, unknown>;

const LONGEST_KEY = 200;

/** What a new price is, besides what was sent as it is. Its lookup key is taken from another price if it may be. */
export function priceFields(call: ApiCall, fields: Fields): Fields {
  const { account, params } = call;
  const amount = priceAmount(account.settings, params);
  const given = productOf(call);
  const holders = keyHolders(call, undefined);
  const product = given ?? inlineProduct(call);
  releaseKeys(call, holders);
  const recurs = fields.recurring !== null;
  return {
    ...amount,
    type: recurs ? 'recurring' : 'one_time',
    product,
    tiers: undefined,
  };
}

/** @throws StripeApiError for a price that must stay as it is */
export function checkPriceChange(call: ApiCall, before: StripeObject): void {
  const { account, params } = call;
  if (params.active === 'false') {
    const product = account.store('products').find(String(before.product));
    if (product?.default_price === before.id) {
      throw badRequest('This price cannot be archived because it is the default price of its product.');
    }
  }
  releaseKeys(call, keyHolders(call, before));
}

/** A product's default price belongs to the product, and is for sale. */
export function checkDefaultPrice({ account, params }: ApiCall, product: StripeObject): void {
  const { default_price: id } = params;
  if (typeof id !== 'string' || id === '') return;
  const price = account.store('prices').find(id);
  if (!price) throw missing('price', id, 'default_price', 400);
  if (price.product !== product.id) {
    throw badRequest(`The price specified does not belong to the product '${product.id}'.`, 'default_price');
  }
  if (price.active === false) throw badRequest('The price specified is inactive.', 'default_price');
}

export function requireNoPrices({ account }: ApiCall, product: string): void {
  const prices = account.store('prices');
  for (const price of prices.descend(prices.newestUntil(Number.POSITIVE_INFINITY))) {
    if (price.product !== product) continue;
    throw badRequest('This product cannot be deleted because it has one or more user-created prices.');
  }
}

/** @returns undefined where a new product was described instead */
function productOf({ account, params }: ApiCall): string | undefined {
  const { product, product_data: data } = params;
  if (product === undefined && data === undefined) {
    throw badRequest('You must specify either `product` or `product_data` when creating a price.');
  }
  if (product === undefined) return undefined;
  if (data !== undefined) {
    throw badRequest('You may only specify one of these parameters: product, product_data.', 'product');
  }
  if (!account.store('products').find(String(product))) throw missing('product', String(product), 'product', 400);
  return String(product);
}

function inlineProduct({ world, account, params, origin }: ApiCall): string {
  const draft = world.journal.draft(account, 'products');
  const fields = { ...blank('products'), ...newFields('products', draft, params.product_data as FormFields) };
  return world.journal.create(account, 'products', fields, origin).object.id;
}

/** Which other prices have the lookup key that is asked for; it must be allowed to take it from them. */
function keyHolders({ account, params }: ApiCall, own: StripeObject | undefined): StripeObject[] {
  const { lookup_key: key } = params;
  if (typeof key !== 'string' || key === '') return [];
  if (key.length > LONGEST_KEY) {
    throw badRequest(`Invalid string: must be at most ${LONGEST_KEY} characters`, 'lookup_key');
  }
  const isUnique = ({ active }: StripeObject): boolean => account.settings.lookupKeysOf === 'all' || active === true;
  const holders = account.lookupKeys.holdersOf(key).filter((price) => price.id !== own?.id && isUnique(price));
  const [first] = holders;
  if (first && params.transfer_lookup_key !== 'true') {
    throw badRequest(`A price (\`${first.id}\`) already uses that lookup key.`, 'lookup_key');
  }
  return holders;
}

/** They keep everything else, and stay for sale. */
function releaseKeys({ world, account, origin }: ApiCall, holders: readonly StripeObject[]): void {
  for (const { id } of holders) {
    world.journal.update(account, 'prices', account.store('prices').indexOf(id)!, { lookup_key: null }, origin);
  }
}
