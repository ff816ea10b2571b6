import type { Dataset } from '../dataset/dataset.js';
import type { StreamName, StripeObject } from '../stripe.stream.js';
import type { StreamStore } from './stream.store.js';

/** The objects of an account, for what is made of several of them. */
export interface AccountObjects {
  readonly data: Dataset;
  readonly apiVersion: string;
  store(stream: StreamName): StreamStore<StripeObject>;
  /** The invoice that a payment has paid. */
  invoiceOf(payment: string): string | null;
}
