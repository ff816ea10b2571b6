import type { Shapes } from '../shapes.js';
import { STRIPE_CATALOG_MAPPERS } from './stripe.normalise-catalog.js';
import { STRIPE_PAYMENT_MAPPERS } from './stripe.normalise-payments.js';
import { STRIPE_SALES_MAPPERS } from './stripe.normalise-sales.js';

/** From one of Stripe's objects to one of the shared shapes; never throws, whatever is missing. */
export type StripeMapper<S extends keyof Shapes> = (raw: Record<string, unknown>) => Shapes[S];

const MAPPERS = new Map<string, (raw: Record<string, unknown>) => object>(
  Object.entries({ ...STRIPE_CATALOG_MAPPERS, ...STRIPE_SALES_MAPPERS, ...STRIPE_PAYMENT_MAPPERS }),
);

/** `{}` for types that are not kept. */
export function normaliseStripe(type: string, raw: Record<string, unknown>): Record<string, unknown> {
  return { ...MAPPERS.get(type)?.(raw) };
}
