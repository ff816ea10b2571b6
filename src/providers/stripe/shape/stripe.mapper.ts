import type { Shapes } from '../../shapes.js';

/** From one of Stripe's objects to one of the shared shapes; never throws, whatever is missing. */
export type StripeMapper<S extends keyof Shapes> = (raw: Record<string, unknown>) => Shapes[S];
