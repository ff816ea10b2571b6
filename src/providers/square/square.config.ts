import { providerConfig } from '../../config/provider.config.js';
import { count, exactUrl, list, orZero, text, url } from '../../config/variables.js';

export interface SquareSettings {
  applicationId?: string;
  applicationSecret?: string;
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
}

export const squareConfig = providerConfig({
  name: 'square',
  variables: {
    SQUARE_APPLICATION_ID: text.optional(),
    SQUARE_APPLICATION_SECRET: text.optional(),
    SQUARE_WEBHOOK_SIGNATURE_KEY: list.default([]),
    SQUARE_BASE_URL: url.optional(),
    SQUARE_WEBHOOK_NOTIFICATION_URL: exactUrl.optional(),
    SQUARE_RATE_PER_SECOND: count(20),
    SQUARE_TIMEOUT_MS: count(30_000),
    SQUARE_OVERLAP_SECONDS: orZero(300),
    SQUARE_RELIST_SECONDS: orZero(0),
  },
  secrets: ['SQUARE_APPLICATION_SECRET', 'SQUARE_WEBHOOK_SIGNATURE_KEY'],
  settings: (e): SquareSettings => ({
    applicationId: e.SQUARE_APPLICATION_ID,
    applicationSecret: e.SQUARE_APPLICATION_SECRET,
    webhookSignatureKeys: e.SQUARE_WEBHOOK_SIGNATURE_KEY,
    baseUrl: e.SQUARE_BASE_URL,
    webhookNotificationUrl: e.SQUARE_WEBHOOK_NOTIFICATION_URL,
    ratePerSecond: e.SQUARE_RATE_PER_SECOND,
    timeoutMs: e.SQUARE_TIMEOUT_MS,
    overlapSeconds: e.SQUARE_OVERLAP_SECONDS,
    relistSeconds: e.SQUARE_RELIST_SECONDS,
  }),
});
