import type { Failure } from '../../common/failure.js';

/** A code that is no currency of ISO 4217: nobody knows how many decimals its amounts have. */
export class UnknownCurrencyError extends Error implements Failure {
  readonly code = 'currency_unknown';
  readonly retryable = false;
  readonly usesAttempt = true;

  constructor(currency: string) {
    super(`"${currency}" is no currency of ISO 4217 that has a minor unit`);
    this.name = new.target.name;
  }
}
