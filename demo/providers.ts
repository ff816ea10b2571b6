import type { DemoProvider } from './providers/demo.provider.js';
import { stripeDemo } from './providers/stripe.demo.js';

/** How each provider of `GET /api/v1/providers` is connected, by its name there. */
export const DEMO_PROVIDERS: Readonly<Record<string, DemoProvider>> = {
  stripe: stripeDemo,
};
