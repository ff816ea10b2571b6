import { providerConfig } from '../../config/provider.config.js';
import { count, list, orZero, text, url } from '../../config/variables.js';

export interface QuickBooksSettings {
  clientId?: string;
  clientSecret?: string;
  webhookVerifierTokens: readonly string[];
  /** `undefined`: the vendor's, for production or its sandbox as the connection says. */
  apiBaseUrl?: string;
  /** `undefined`: the vendor's hosts, one for each purpose. */
  oauthBaseUrl?: string;
  /** 500 a minute and 10 a second are allowed for one company. */
  ratePerSecond: number;
  /** Of one call. Intuit itself gives up after 120 s, and its answer says more than none. */
  timeoutMs: number;
  overlapSeconds: number;
  /** Metered reads a month of the whole application, of which the free tier has this many; a warning comes before. */
  monthlyReads: number;
  push: {
    /** So long after the first send a repeated `requestid` is trusted. Intuit does not say how long it is kept. */
    safeWindowSeconds: number;
    /** So long after a write timed out it may still be applied, and be missing from queries. */
    settleSeconds: number;
    preferences: {
      /** Preferences of a company are read again after this time. */
      keptSeconds: number;
      /** The same, while they keep something from being posted. */
      recheckSeconds: number;
    };
    limits: {
      /** Digits of an amount before the point that QuickBooks keeps. */
      wholeDigits: number;
      /** Lines of one document. Intuit publishes no figure. */
      lines: number;
    };
  };
}

export const quickbooksConfig = providerConfig({
  name: 'quickbooks',
  variables: {
    QUICKBOOKS_CLIENT_ID: text.optional(),
    QUICKBOOKS_CLIENT_SECRET: text.optional(),
    QUICKBOOKS_WEBHOOK_VERIFIER_TOKEN: list.default([]),
    QUICKBOOKS_API_BASE_URL: url.optional(),
    QUICKBOOKS_OAUTH_BASE_URL: url.optional(),
    QUICKBOOKS_RATE_PER_SECOND: count(8),
    QUICKBOOKS_TIMEOUT_MS: count(125_000),
    QUICKBOOKS_OVERLAP_SECONDS: orZero(60),
    QUICKBOOKS_MONTHLY_READS: count(500_000),
    QUICKBOOKS_PUSH_SAFE_WINDOW_SECONDS: orZero(3_600),
    QUICKBOOKS_PUSH_SETTLE_SECONDS: orZero(150),
    QUICKBOOKS_PUSH_PREFERENCES_SECONDS: count(86_400),
    QUICKBOOKS_PUSH_PREFERENCES_RECHECK_SECONDS: orZero(60),
    QUICKBOOKS_PUSH_AMOUNT_DIGITS: count(10),
    QUICKBOOKS_PUSH_LINES: count(100),
  },
  secrets: ['QUICKBOOKS_CLIENT_SECRET', 'QUICKBOOKS_WEBHOOK_VERIFIER_TOKEN'],
  settings: (e): QuickBooksSettings => ({
    clientId: e.QUICKBOOKS_CLIENT_ID,
    clientSecret: e.QUICKBOOKS_CLIENT_SECRET,
    webhookVerifierTokens: e.QUICKBOOKS_WEBHOOK_VERIFIER_TOKEN,
    apiBaseUrl: e.QUICKBOOKS_API_BASE_URL,
    oauthBaseUrl: e.QUICKBOOKS_OAUTH_BASE_URL ?? e.QUICKBOOKS_API_BASE_URL,
    ratePerSecond: e.QUICKBOOKS_RATE_PER_SECOND,
    timeoutMs: e.QUICKBOOKS_TIMEOUT_MS,
    overlapSeconds: e.QUICKBOOKS_OVERLAP_SECONDS,
    monthlyReads: e.QUICKBOOKS_MONTHLY_READS,
    push: {
      safeWindowSeconds: e.QUICKBOOKS_PUSH_SAFE_WINDOW_SECONDS,
      settleSeconds: e.QUICKBOOKS_PUSH_SETTLE_SECONDS,
      preferences: {
        keptSeconds: e.QUICKBOOKS_PUSH_PREFERENCES_SECONDS,
        recheckSeconds: e.QUICKBOOKS_PUSH_PREFERENCES_RECHECK_SECONDS,
      },
      limits: { wholeDigits: e.QUICKBOOKS_PUSH_AMOUNT_DIGITS, lines: e.QUICKBOOKS_PUSH_LINES },
    },
  }),
});
