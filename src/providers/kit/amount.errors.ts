import type { Failure } from '../../common/failure.js';

/** An amount that cannot be said in the vendor's form without changing it: it is refused, never rounded. */
export class AmountNotExactError extends Error implements Failure {
  readonly code = 'amount_not_exact';
  readonly retryable = false;
  readonly usesAttempt = true;

  constructor(amount: string, currency: string, why: string) {
    super(`${amount} minor units of ${currency} cannot be sent exactly: ${why}`);
    this.name = new.target.name;
  }
}
