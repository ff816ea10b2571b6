import type { Limits } from '../../config/limits.config.js';
import {
  ProviderNotAskedError,
  ProviderRateLimitedError,
  type ProviderError,
} from '../../providers/provider.errors.js';

/**
 * Whether the account can be sent to again in a moment: we were too slow, or our rate limiter holds it back for no longer than
 * a call waits anyway. That says nothing of the other targets of a claim.
 */
export function isBrief(
  error: ProviderError,
  { PROVIDER_BUDGET_PATIENCE_MS: patience }: Pick<Limits, 'PROVIDER_BUDGET_PATIENCE_MS'>,
): boolean {
  if (error instanceof ProviderNotAskedError) return true;
  return error instanceof ProviderRateLimitedError && (error.retryAfterSeconds ?? 0) * 1_000 <= patience;
}
