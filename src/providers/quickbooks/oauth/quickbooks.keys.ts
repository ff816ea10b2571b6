import type { VerifiedAccount, VerifyContext } from '../../connection.js';
import type { QuickBooksAccess } from '../api/quickbooks.access.js';
import type { QuickBooksAccounts } from './quickbooks.accounts.js';
import { checkCredentials } from './quickbooks.credentials.js';
import type { QuickBooksOAuth } from './quickbooks.oauth.js';

/** Connecting with tokens that were got elsewhere, for this installation's own app. */
export class QuickBooksKeys {
  constructor(
    private readonly accounts: QuickBooksAccounts,
    private readonly oauth: QuickBooksOAuth,
  ) {}

  /**
   * An access token that is over is renewed, once; the account then brings the new pair, since the old one is void.
   * @throws ProviderCredentialsError when QuickBooks takes neither token
   */
  async verify(
    credentials: Readonly<Record<string, string>>,
    { signal, environment = 'production' }: VerifyContext,
  ): Promise<VerifiedAccount> {
    const given = checkCredentials(credentials);
    let held: Readonly<Record<string, string>> = { ...given };
    const access: QuickBooksAccess = {
      realmId: given.realmId,
      environment,
      token: async (refused) => {
        const canRenew = held.refreshToken === given.refreshToken && given.refreshToken && this.oauth.isConfigured();
        if (refused !== undefined && canRenew) held = await this.oauth.renew({ credentials: held }, { signal });
        return held.accessToken!;
      },
    };
    const account = await this.accounts.verify(access, signal);
    return { ...account, credentials: { ...held } };
  }
}
