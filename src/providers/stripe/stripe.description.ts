import type { VendorDescription } from '../kit/provider.adapter.js';

/** Events are kept for 30 days: https://docs.stripe.com/api/events/list */
const EVENTS_REACH_SECONDS = 30 * 86_400;

export const STRIPE_DESCRIPTION: VendorDescription = {
  name: 'stripe',
  title: 'Stripe',
  credentialFields: [
    {
      name: 'apiKey',
      required: true,
      description: 'A secret key (sk_…) or a restricted key (rk_…) that may read all, and write what is pushed',
    },
  ],
  settingFields: [],
  signatures: [
    {
      header: 'stripe-signature',
      scheme: '`t=<epoch seconds>,v1=<hex of HMAC-SHA256 of t.body>`, by the secret of the endpoint.',
    },
  ],
  changesReachSeconds: EVENTS_REACH_SECONDS,
  docs: 'https://docs.stripe.com/api',
};
