import { ProviderRateLimitedError } from '../../provider.errors.js';

/** No turn within the patience of the caller: nothing was sent, so the provider has said nothing either. */
export class NoTurnError extends ProviderRateLimitedError {
  constructor(waitMs: number) {
    super("The account's rate limit is used up for now", { retryAfterSeconds: Math.max(1, Math.ceil(waitMs / 1000)) });
  }
}
