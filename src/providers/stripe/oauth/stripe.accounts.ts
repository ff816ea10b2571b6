import { ValidationError } from '../../../common/http.errors.js';
import { ProviderCredentialsError, ProviderPermissionError, ProviderProtocolError } from '../../provider.errors.js';
import type { CallContext, VerifiedAccount } from '../../connection.js';
import { accessOfKey, type StripeAccess } from '../api/stripe.access.js';
import type { StripeClient } from '../api/stripe.client.js';
import { ProviderExchange } from '../../http/provider.exchange.js';
import { firstText, asRecord } from '../../kit/fields.js';
import { fingerprint, isSecret } from '../../kit/fingerprint.js';

/** Whose account a key opens: https://docs.stripe.com/api/accounts/retrieve */
export class StripeAccounts {
  constructor(private readonly client: StripeClient) {}

  async verifyCredentials(
    { apiKey }: Readonly<Record<string, unknown>>,
    { signal }: CallContext,
  ): Promise<VerifiedAccount> {
    return this.verify(accessOfKey(checkedKey(apiKey)), signal);
  }

  async earliest(access: StripeAccess, signal: AbortSignal): Promise<number | null> {
    try {
      const { created } = await this.read(access, signal);
      return typeof created === 'number' ? created : null;
    } catch (error) {
      if (error instanceof ProviderPermissionError) return null;
      throw error;
    }
  }

  /** @throws ProviderCredentialsError when Stripe does not know the key, or no longer lets it into the account */
  async verify(access: StripeAccess, signal: AbortSignal): Promise<VerifiedAccount> {
    const { apiKey } = access;
    const livemode = livemodeOf(apiKey);
    try {
      const account = await this.read(access, signal);
      return { externalAccountId: account.id, displayName: nameOf(account), livemode, scopes: scopesOf(apiKey) };
    } catch (error) {
      // Only a genuine key is refused a permission: a restricted one that may not read its account, and that is known
      // by its fingerprint from the start. One that has opened an account may have lost the permission since.
      const externalAccountId = fingerprint('key', apiKey);
      if (!(error instanceof ProviderPermissionError) || access.account !== externalAccountId) throw error;
      return { externalAccountId, displayName: null, livemode, scopes: scopesOf(apiKey) };
    }
  }

  async read(access: StripeAccess, signal: AbortSignal): Promise<{ id: string } & Record<string, unknown>> {
    const exchange = new ProviderExchange(signal);
    await this.client.send(access, 'GET /v1/account', exchange, (stripe, options) =>
      stripe.accounts.retrieveCurrent(undefined, options),
    );
    const { id } = exchange.body;
    if (typeof id !== 'string') throw new ProviderProtocolError('Stripe answered an account without an id');
    return { ...exchange.body, id };
  }
}

/** https://docs.stripe.com/keys#obtain-api-keys */
function livemodeOf(apiKey: string): boolean | null {
  if (/^[a-z]+_live_/.test(apiKey)) return true;
  return /^[a-z]+_test_/.test(apiKey) ? false : null;
}

function scopesOf(apiKey: string): string[] {
  return [apiKey.startsWith('rk_') ? 'restricted' : 'full'];
}

function nameOf(account: Record<string, unknown>): string | null {
  const { display_name: shown } = asRecord(asRecord(account.settings).dashboard);
  return firstText(asRecord(account.business_profile).name, shown, account.email);
}

function checkedKey(apiKey: unknown): string {
  if (!isSecret(apiKey, 500)) {
    throw new ValidationError([{ field: 'credentials.apiKey', message: 'must be a Stripe secret or restricted key' }]);
  }
  if (apiKey.startsWith('pk_')) {
    throw new ProviderCredentialsError('A publishable key cannot read the account: use a secret or restricted key');
  }
  return apiKey;
}
