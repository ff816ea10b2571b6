import { describedStreams } from '../kit/described.streams.js';
import type { ProviderDescription } from '../provider.port.js';
import { STRIPE_STREAMS } from './streams/stripe.streams.js';

/** Events are kept for 30 days: https://docs.stripe.com/api/events/list */
const EVENTS_REACH_SECONDS = 30 * 86_400;

export function describeStripe(offersOAuth: boolean): ProviderDescription {
  return {
    name: 'stripe',
    title: 'Stripe',
    streams: describedStreams(STRIPE_STREAMS),
    auth: offersOAuth ? ['key', 'oauth'] : ['key'],
    credentialFields: [
      { name: 'apiKey', required: true, description: 'A secret key (sk_…) or a restricted key (rk_…) that may read' },
    ],
    settingFields: [],
    changesReachSeconds: EVENTS_REACH_SECONDS,
    docs: 'https://docs.stripe.com/api',
  };
}
