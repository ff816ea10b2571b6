import { asRecord, flag, integer, isObject, text } from '../../kit/fields.js';
import type { KnownObject } from '../../push.port.js';
import { idOf } from '../shape/stripe.fields.js';

/** A price as it is at Stripe, with all that decides the next step. */
export interface PriceState {
  id: string;
  currency: string | null;
  units: number | null;
  isActive: boolean;
  nickname: string | null;
  lookupKey: string | null;
  productId: string | null;
  /** The product's default price. */
  defaultPrice: string | null;
  /** The price that it has replaced. */
  replaced: { id: string; isActive: boolean } | null;
}

/** Member of a known price for the one that it has replaced, as it is now. Stripe has no member of this name. */
export const REPLACED = 'hub_replaced';

/** @param known a price with its product, and with {@link REPLACED} */
export function priceStateOf({ externalId, object }: KnownObject): PriceState {
  if (!object) throw new Error('A price is read before its request is built');
  const { product, [REPLACED]: replaced } = object;
  const replacedId = text(asRecord(replaced).id);
  return {
    id: externalId,
    currency: text(object.currency),
    units: integer(object.unit_amount),
    isActive: flag(object.active),
    nickname: text(object.nickname),
    lookupKey: text(object.lookup_key),
    productId: idOf(product),
    defaultPrice: isObject(product) ? idOf(product.default_price) : null,
    replaced: replacedId === null ? null : { id: replacedId, isActive: flag(asRecord(replaced).active) },
  };
}
