import type { Fields } from './company.rig.js';

/** A line of a receipt. The amount is what is sold times its price, unless it is given. */
export function saleLine(quantity: number, price: number, more: Fields = {}): Fields {
  const { Amount = quantity * price, ...detail } = more;
  return {
    Amount,
    DetailType: 'SalesItemLineDetail',
    SalesItemLineDetail: { Qty: quantity, UnitPrice: price, ...detail },
  };
}

export const UNTAXED = { TaxCodeRef: { value: 'NON' } };
