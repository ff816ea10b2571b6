import { ProviderRateLimitedError } from '../../provider.errors.js';

/** Our own rate budget has no room for the call soon enough. Nothing was sent, so the provider has not answered. */
export class BudgetExhaustedError extends ProviderRateLimitedError {
  override readonly wasAsked = false;

  constructor(waitMs: number) {
    super("The account's rate limit is used up for now", { retryAfterSeconds: Math.max(1, Math.ceil(waitMs / 1000)) });
  }
}
