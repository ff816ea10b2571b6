import type { DemoProvider } from './providers/demo.provider.js';
import { mailchimpDemo } from './providers/mailchimp.demo.js';
import { quickbooksDemo } from './providers/quickbooks.demo.js';
import { squareDemo } from './providers/square.demo.js';
import { stripeDemo } from './providers/stripe.demo.js';

/** How each provider of `GET /api/v1/providers` is connected, by its name there. */
export const DEMO_PROVIDERS: Readonly<Record<string, DemoProvider>> = {
  stripe: stripeDemo,
  square: squareDemo,
  mailchimp: mailchimpDemo,
  quickbooks: quickbooksDemo,
};
