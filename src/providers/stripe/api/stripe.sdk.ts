import type Stripe from 'stripe';
import { STRIPE_API_VERSION } from './stripe.api-version.js';
import type { StripeHttpClient } from './stripe.http.js';

/**
 * The SDK for one of Stripe's hosts. An SDK with a configured host sends everything there. Its retries are off, since
 * they would ignore the rate limit, the deadline and the signal. It is loaded at the first call: it takes 0.1 s and
 * 17 MB.
 */
export async function loadStripeSdk(baseUrl: string, httpClient: StripeHttpClient): Promise<Stripe> {
  const { default: Sdk } = await import('stripe');
  const url = new URL(baseUrl);
  const protocol = url.protocol === 'http:' ? 'http' : 'https';
  return new Sdk('', {
    // Every request brings its own key; one that does not must fail rather than use some other tenant's.
    authenticator: () => Promise.reject(new Error('A Stripe request without a key')),
    apiVersion: STRIPE_API_VERSION,
    host: url.hostname,
    port: url.port || (protocol === 'http' ? '80' : '443'),
    protocol,
    httpClient,
    maxNetworkRetries: 0,
    telemetry: false,
    typescript: true,
  });
}
