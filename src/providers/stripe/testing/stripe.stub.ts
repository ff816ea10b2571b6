import type { Connection } from '../../connection.js';
import { json, stubConnection, VendorStub, type Reply } from '../../testing/vendor.stub.js';
import { stripeConfig } from '../stripe.config.js';
import StripeProvider from '../stripe.provider.js';

export const KEY = 'sk_test_spec';

export class StripeStub extends VendorStub<StripeProvider> {
  constructor() {
    super(StripeProvider, stripeConfig);
  }

  protected environment(): Record<string, string> {
    return {
      STRIPE_API_BASE_URL: this.url,
      STRIPE_RATE_PER_SECOND: '10000',
      STRIPE_TEST_RATE_PER_SECOND: '10000',
      STRIPE_ENDPOINT_RATE_PER_SECOND: '10000',
    };
  }
}

export function failure(status: number, error: Record<string, unknown>, headers?: Record<string, string>): Reply {
  return json({ error: { type: 'invalid_request_error', message: 'No.', ...error } }, status, headers);
}

export function list(data: readonly object[], hasMore = false): Reply {
  return json({ object: 'list', data, has_more: hasMore, url: '/v1/things' });
}

export function connection(more: Partial<Connection> = {}): Connection {
  return stubConnection({ externalAccountId: 'acct_1', credentials: { apiKey: KEY } }, more);
}
