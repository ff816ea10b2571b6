/** Names of the retention rules, in the order in which they run. Also the label `rule` of their metrics. */
export const RULE_NAMES = [
  'partitionsCreated',
  'partitionsDropped',
  'webhookEvents',
  'webhookBodies',
  'keptBodies',
  'runs',
  'idempotencyKeys',
  'oauthStates',
  'oauthConfirmations',
  'requestReplays',
  'auditLog',
  'usage',
  'facts',
  'notifications',
  'recordChanges',
  'outboundRequests',
  'outboundBatches',
] as const;

export type RuleName = (typeof RULE_NAMES)[number];

export interface RetentionRule {
  name: RuleName;
  /**
   * If true, a step that removed nothing is followed by the next one without a pause. Such a step only reads a bounded
   * number of pages.
   */
  isReadingUnpaced?: boolean;
  /**
   * Each step is a transaction of a fraction of a second. It yields the number of rows or partitions that it removed.
   * The steps end when nothing is left. The caller decides when the next step starts, and may stop early.
   */
  steps(): AsyncGenerator<number>;
}
