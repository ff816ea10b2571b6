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
] as const;

export type RuleName = (typeof RULE_NAMES)[number];

export interface RetentionRule {
  name: RuleName;
  /**
   * Works in transactions of its own, each a fraction of a second, and yields after each how many rows or partitions went.
   * Ends when nothing is left. Whoever asks for the next one decides when, and may stop asking.
   */
  steps(): AsyncGenerator<number>;
}
