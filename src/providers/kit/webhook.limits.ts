import type { Limits } from '../../config/limits.config.js';

/** What reading a delivery is limited by. */
export type WebhookLimits = Pick<
  Limits,
  'WEBHOOK_TOLERANCE_SECONDS' | 'WEBHOOK_MAX_DEPTH' | 'WEBHOOK_MAX_NODES' | 'WEBHOOK_MAX_EVENTS'
>;
