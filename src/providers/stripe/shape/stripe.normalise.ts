import { STRIPE_CATALOG_MAPPERS } from './stripe.normalise-catalog.js';
import { STRIPE_PAYMENT_MAPPERS } from './stripe.normalise-payments.js';
import { STRIPE_SALES_MAPPERS } from './stripe.normalise-sales.js';

const MAPPERS = new Map<string, (raw: Record<string, unknown>) => object>(
  Object.entries({ ...STRIPE_CATALOG_MAPPERS, ...STRIPE_SALES_MAPPERS, ...STRIPE_PAYMENT_MAPPERS }),
);

/** Into the shared shapes; `{}` for types that are not kept. */
export function normaliseStripe(type: string, raw: Record<string, unknown>): Record<string, unknown> {
  return { ...MAPPERS.get(type)?.(raw) };
}
