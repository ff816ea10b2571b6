import type { Connection } from '../../connection.js';
import { fingerprint } from '../../kit/fingerprint.js';
import { ProviderCredentialsError, ProviderUnavailableError } from '../../provider.errors.js';

/** On whose behalf a request is made: nothing of a tenant stays in the client. */
export interface StripeAccess {
  /** Names the account whose rate limit it counts in. */
  account: string;
  /** Whose work it is; absent while the account is not connected yet. */
  tenantId?: string;
  apiKey: string;
  /** The account that our own key acts for; being refused it means that its owner has disconnected us. */
  onBehalfOf?: string;
}

/** @param platformKey our own secret key, for connections through the platform */
export function accessOf(connection: Connection, platformKey: string | undefined): StripeAccess {
  if (connection.authMethod === 'key') {
    const apiKey = connection.credentials.apiKey;
    if (!apiKey) throw new ProviderCredentialsError('This connection has no Stripe API key; connect it again');
    return { account: connection.externalAccountId, tenantId: connection.tenantId, apiKey };
  }
  if (!platformKey) {
    // The accounts are as they were: it is for us to configure the key again.
    throw new ProviderUnavailableError(
      'STRIPE_SECRET_KEY is not configured, so no Stripe account can be reached with it',
    );
  }
  const account = connection.externalAccountId;
  return { account, tenantId: connection.tenantId, apiKey: platformKey, onBehalfOf: account };
}

/** A key whose account is not known yet. */
export function accessOfKey(apiKey: string): StripeAccess {
  return { account: fingerprint('key', apiKey), apiKey };
}
