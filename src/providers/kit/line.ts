import type { Line } from '../shapes/values.js';

const EMPTY: Line = {
  id: null,
  productId: null,
  priceId: null,
  description: null,
  quantity: null,
  unitAmountMinor: null,
  taxMinor: null,
  discountMinor: null,
  totalMinor: null,
  metadata: {},
};

/** A line of which a vendor says only a part. */
export function line(known: Partial<Line>): Line {
  return { ...EMPTY, ...known };
}
