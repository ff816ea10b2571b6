import { providerConfig } from '../../config/provider.config.js';
import { choice, count, list, orZero, text, url } from '../../config/variables.js';

/** The most that a list gives at once: https://docs.stripe.com/api/pagination */
export const PAGE_LIMIT = 100;

export interface StripeSettings {
  /** Of the platform account. */
  secretKey?: string;
  clientId?: string;
  webhookSecrets: readonly string[];
  apiBaseUrl: string;
  connectBaseUrl: string;
  ratePerSecond: number;
  /** Of one call. */
  timeoutMs: number;
  endpointRatePerSecond: number;
  /** For accounts that are reached by a test key. */
  testRatePerSecond: number;
  /** What an account is asked to consent to. */
  oauthScope: string;
  /** Events may become visible a little late: each incremental run looks this far behind its watermark. */
  overlapSeconds: number;
  /** Once in this many seconds, an incremental run looks this far behind. */
  deepOverlapSeconds: number;
  /** The largest `unit_amount` of a price, in Stripe's unit. What is larger is not sent. */
  mostUnitAmount: number;
  /** Most pages of a list that are read for one object whose creation is in doubt. */
  lookupPages: number;
  /** How long a repeated idempotency key is trusted. */
  safeWindowSeconds: number;
  /** How long a request may still be applied that was given up. */
  settleSeconds: number;
}

export const stripeConfig = providerConfig({
  name: 'stripe',
  variables: {
    STRIPE_SECRET_KEY: text.optional(),
    STRIPE_CLIENT_ID: text.optional(),
    STRIPE_WEBHOOK_SECRET: list.default([]),
    STRIPE_API_BASE_URL: url.optional(),
    STRIPE_CONNECT_BASE_URL: url.optional(),
    STRIPE_RATE_PER_SECOND: count(100),
    STRIPE_ENDPOINT_RATE_PER_SECOND: count(25),
    STRIPE_TIMEOUT_MS: count(30_000),
    STRIPE_TEST_RATE_PER_SECOND: count(25),
    STRIPE_OAUTH_SCOPE: choice('read_write', 'read_only'),
    STRIPE_EVENTS_OVERLAP_SECONDS: orZero(10),
    STRIPE_EVENTS_DEEP_OVERLAP_SECONDS: orZero(300),
    STRIPE_MOST_UNIT_AMOUNT: count(99_999_999),
    STRIPE_LOOKUP_PAGES: count(100),
    STRIPE_SAFE_WINDOW_SECONDS: count(82_800),
    STRIPE_SETTLE_SECONDS: count(90),
  },
  secrets: ['STRIPE_SECRET_KEY', 'STRIPE_WEBHOOK_SECRET'],
  settings: (e): StripeSettings => ({
    secretKey: e.STRIPE_SECRET_KEY,
    clientId: e.STRIPE_CLIENT_ID,
    webhookSecrets: e.STRIPE_WEBHOOK_SECRET,
    apiBaseUrl: e.STRIPE_API_BASE_URL ?? 'https://api.stripe.com',
    // One sandbox serves both: a code that it issued must not go to the vendor.
    connectBaseUrl: e.STRIPE_CONNECT_BASE_URL ?? e.STRIPE_API_BASE_URL ?? 'https://connect.stripe.com',
    ratePerSecond: e.STRIPE_RATE_PER_SECOND,
    timeoutMs: e.STRIPE_TIMEOUT_MS,
    endpointRatePerSecond: e.STRIPE_ENDPOINT_RATE_PER_SECOND,
    testRatePerSecond: e.STRIPE_TEST_RATE_PER_SECOND,
    oauthScope: e.STRIPE_OAUTH_SCOPE,
    overlapSeconds: e.STRIPE_EVENTS_OVERLAP_SECONDS,
    deepOverlapSeconds: e.STRIPE_EVENTS_DEEP_OVERLAP_SECONDS,
    mostUnitAmount: e.STRIPE_MOST_UNIT_AMOUNT,
    lookupPages: e.STRIPE_LOOKUP_PAGES,
    safeWindowSeconds: e.STRIPE_SAFE_WINDOW_SECONDS,
    settleSeconds: e.STRIPE_SETTLE_SECONDS,
  }),
});
