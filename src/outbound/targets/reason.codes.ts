/**
 * Why a target is where it is: all codes that the hub and the push ports give. Each has one meaning, whatever the provider and
 * the kind of object.
 */
export const REASON_CODES = [
  // Waiting. What cures each of them is in docs/outbound.md.
  'account',
  'account_missing',
  'ambiguous_match',
  'auth',
  'closed_period',
  'currency_not_enabled',
  'dependency',
  'deposited',
  'docnumbers_off',
  'in_use',
  'name_taken',
  'object_gone',
  'paused',
  'permission',
  'plan_limit',
  // Skipped.
  'adopted',
  'before_start',
  'consent',
  'discarded',
  'disconnected',
  'erased',
  'free',
  'left_out',
  'not_supported',
  'not_wanted',
  'rule_off',
  'status',
  'test',
  'venue',
  // Dead.
  'amount_changed',
  'amount_differs',
  'amount_out_of_range',
  'attempts',
  'currency_unknown',
  'lines_do_not_add_up',
  'refused',
  // Anything that a later version has written.
  'other',
] as const;
export type ReasonCode = (typeof REASON_CODES)[number];

/** What is cured at the provider, without an event that says so. Targets that wait for it are looked at again at intervals. */
export const CURED_AT_PROVIDER: readonly ReasonCode[] = [
  'account',
  'account_missing',
  'closed_period',
  'currency_not_enabled',
  'deposited',
  'docnumbers_off',
  'in_use',
  'name_taken',
  'permission',
  'plan_limit',
];

const KNOWN: ReadonlySet<string> = new Set(REASON_CODES);

/** The code as callers see it. */
export const reasonCode = (code: string): ReasonCode => (KNOWN.has(code) ? (code as ReasonCode) : 'other');
