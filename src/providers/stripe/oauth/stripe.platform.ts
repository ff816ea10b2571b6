import type { StripeAccounts } from './stripe.accounts.js';
import { accessOfKey } from '../api/stripe.access.js';

/** Between two attempts to find out, so that a wrong key does not cost a request for each event. */
const RETRY_AFTER_MS = 30_000;

/** The account that our own secret key opens; it does not change while the process runs. */
export class StripePlatform {
  private known?: string;
  private asking?: Promise<string | null>;
  private retryAt = 0;

  constructor(
    private readonly accounts: StripeAccounts,
    private readonly secretKey: string | undefined,
  ) {}

  /** `null`: there is no key, or Stripe did not say; asked again later. */
  async account(signal: AbortSignal): Promise<string | null> {
    if (this.known !== undefined || !this.secretKey) return this.known ?? null;
    if (this.asking) return this.asking;
    if (performance.now() < this.retryAt) return null;
    this.asking = this.ask(this.secretKey, signal).finally(() => (this.asking = undefined));
    return this.asking;
  }

  private async ask(secretKey: string, signal: AbortSignal): Promise<string | null> {
    try {
      this.known = (await this.accounts.read(accessOfKey(secretKey), signal)).id;
      return this.known;
    } catch {
      if (!signal.aborted) this.retryAt = performance.now() + RETRY_AFTER_MS;
      return null;
    }
  }
}
