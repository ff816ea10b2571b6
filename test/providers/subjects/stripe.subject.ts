import { stripeDemo } from '../../../demo/providers/stripe.demo.js';
import { stripeConfig } from '../../../src/providers/stripe/stripe.config.js';
import StripeProvider from '../../../src/providers/stripe/stripe.provider.js';
import type { Subject } from '../subject.js';
import { startSandboxOf } from './sandbox.vendor.js';

export const stripeSubject: Subject = {
  name: 'stripe',
  specification: 'stripe',
  provider: StripeProvider,
  config: stripeConfig,
  startVendor: () => startSandboxOf('stripe'),
  environment: (url) => ({
    ...stripeDemo.serviceEnv(url),
    STRIPE_RATE_PER_SECOND: '100000',
    STRIPE_ENDPOINT_RATE_PER_SECOND: '100000',
  }),
  account: () => ({ ...stripeDemo.account(), scale: 250 }),
  secrets: ['apiKey'],
  probe: { stream: 'customers', path: () => '/v1/customers' },
  failure: (_status, message) => JSON.stringify({ error: { type: 'api_error', message } }),
  subscribe: async (control, account, url) => {
    await control.call('POST', '/connections', { account: account.id });
    await stripeDemo.subscribe(control, account, url);
  },
  unknownEvents: [
    JSON.stringify({
      id: 'evt_1',
      object: 'event',
      type: 'wormhole.opened',
      created: 1_700_000_000,
      data: { object: { id: 'wh_1', object: 'wormhole' } },
    }),
    JSON.stringify({
      id: 'evt_2',
      object: 'v2.core.event',
      type: 'v2.wormhole.opened',
      created: '2026-01-01T00:00:00Z',
    }),
  ],
};
