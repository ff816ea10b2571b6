import type { Limits } from '../../config/limits.config.js';
import {
  ProviderNotAskedError,
  ProviderRateLimitedError,
  type ProviderError,
} from '../../providers/provider.errors.js';

/**
 * Whether a request was not sent because we were slow, or because our rate has no room for it within the patience of a call. That
 * says nothing of the account, and the others of a claim may be in time.
 */
export function isOwnDelay(
  error: ProviderError,
  { PROVIDER_BUDGET_PATIENCE_MS: patience }: Pick<Limits, 'PROVIDER_BUDGET_PATIENCE_MS'>,
): boolean {
  if (error instanceof ProviderNotAskedError) return true;
  if (!(error instanceof ProviderRateLimitedError) || error.wasAsked) return false;
  return (error.retryAfterSeconds ?? 0) * 1_000 <= patience;
}
