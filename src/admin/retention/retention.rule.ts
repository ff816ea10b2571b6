/** What is removed by itself, in the order in which it is. Also the `rule` of its metrics. */
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
] as const;

export type RuleName = (typeof RULE_NAMES)[number];

export interface RetentionRule {
  name: RuleName;
  /** A step that removed nothing has only read, a bounded number of pages: the next one follows without a pause. */
  isReadingUnpaced?: boolean;
  /**
   * Each step is a transaction of a fraction of a second. It yields how many rows or partitions it removed. The steps end
   * when nothing is left. The caller sets the pace, and may stop early.
   */
  steps(): AsyncGenerator<number>;
}
