import { providerConfig } from '../../config/provider.config.js';
import { count, exactUrl, list, orZero, text, url } from '../../config/variables.js';

export interface SquareSettings {
  applicationId?: string;
  applicationSecret?: string;
  /** The application's own personal token, which sees the events of all merchants that have consented to it. */
  applicationToken?: string;
  webhookSignatureKeys: readonly string[];
  /** `undefined`: the vendor's, for production or its sandbox as the connection says. */
  baseUrl?: string;
  /** Exactly as registered with Square, which signs it. */
  webhookNotificationUrl?: string;
  /** Square publishes no figure; its sandbox is stricter still. */
  ratePerSecond: number;
  /** Of one call. */
  timeoutMs: number;
  /** Search indexes lag behind by up to a minute, seldom more: each incremental run looks this far behind. */
  overlapSeconds: number;
  /** Shortest time between two whole lists of a stream whose changes Square does not report; 0: in each run. */
  relistSeconds: number;
  /** Square takes one change of a seller's catalogue at a time, and publishes no rate. */
  catalogWritesPerSecond: number;
  /** How long a repeated idempotency key is trusted. Square publishes no figure. */
  safeWindowSeconds: number;
  /** After this time, searches show what was written. */
  settleSeconds: number;
}

export const squareConfig = providerConfig({
  name: 'square',
  variables: {
    SQUARE_APPLICATION_ID: text.optional(),
    SQUARE_APPLICATION_SECRET: text.optional(),
    SQUARE_APPLICATION_TOKEN: text.optional(),
    SQUARE_WEBHOOK_SIGNATURE_KEY: list.default([]),
    SQUARE_BASE_URL: url.optional(),
    SQUARE_WEBHOOK_NOTIFICATION_URL: exactUrl.optional(),
    SQUARE_RATE_PER_SECOND: count(20),
    SQUARE_TIMEOUT_MS: count(30_000),
    SQUARE_OVERLAP_SECONDS: orZero(300),
    SQUARE_RELIST_SECONDS: orZero(0),
    SQUARE_CATALOG_WRITES_PER_SECOND: count(5),
    SQUARE_SAFE_WINDOW_SECONDS: count(3_600),
    SQUARE_SETTLE_SECONDS: count(120),
  },
  secrets: ['SQUARE_APPLICATION_SECRET', 'SQUARE_APPLICATION_TOKEN', 'SQUARE_WEBHOOK_SIGNATURE_KEY'],
  settings: (e): SquareSettings => ({
    applicationId: e.SQUARE_APPLICATION_ID,
    applicationSecret: e.SQUARE_APPLICATION_SECRET,
    applicationToken: e.SQUARE_APPLICATION_TOKEN,
    webhookSignatureKeys: e.SQUARE_WEBHOOK_SIGNATURE_KEY,
    baseUrl: e.SQUARE_BASE_URL,
    webhookNotificationUrl: e.SQUARE_WEBHOOK_NOTIFICATION_URL,
    ratePerSecond: e.SQUARE_RATE_PER_SECOND,
    timeoutMs: e.SQUARE_TIMEOUT_MS,
    overlapSeconds: e.SQUARE_OVERLAP_SECONDS,
    relistSeconds: e.SQUARE_RELIST_SECONDS,
    catalogWritesPerSecond: e.SQUARE_CATALOG_WRITES_PER_SECOND,
    safeWindowSeconds: e.SQUARE_SAFE_WINDOW_SECONDS,
    settleSeconds: e.SQUARE_SETTLE_SECONDS,
  }),
});
