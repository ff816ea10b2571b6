import type { Limits } from '../../config/limits.config.js';
import type { ProviderDescription } from '../provider.port.js';
import { STRIPE_STREAMS } from './stripe.streams.js';

/** Events are kept for 30 days: https://docs.stripe.com/api/events/list */
const EVENTS_REACH_SECONDS = 30 * 86_400;

export function describeStripe(limits: Limits, offersOAuth: boolean): ProviderDescription {
  return {
    name: 'stripe',
    title: 'Stripe',
    streams: STRIPE_STREAMS.map(({ name, shape, domain, sliceable, feed }) => ({
      name,
      shape,
      domain,
      sliceable,
      feed,
    })),
    auth: offersOAuth ? ['key', 'oauth'] : ['key'],
    credentialFields: [
      { name: 'apiKey', required: true, description: 'A secret key (sk_…) or a restricted key (rk_…) that may read' },
    ],
    changesReachSeconds: EVENTS_REACH_SECONDS,
    limits: {
      requestsPerSecond: limits.STRIPE_RATE_PER_SECOND,
      requestsPerEndpointPerSecond: limits.STRIPE_ENDPOINT_RATE_PER_SECOND,
    },
    docs: 'https://docs.stripe.com/api',
  };
}
