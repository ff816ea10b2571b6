import type { VerifiedAccount, VerifyContext } from '../../connection.js';
import type { QuickBooksAccess } from '../api/quickbooks.access.js';
import type { QuickBooksAccounts } from './quickbooks.accounts.js';
import { checkCredentials } from './quickbooks.credentials.js';
import type { QuickBooksOAuth } from './quickbooks.oauth.js';

/** Connects with tokens that were obtained elsewhere, for this installation's own app. */
export class QuickBooksKeys {
  constructor(
    private readonly accounts: QuickBooksAccounts,
    private readonly oauth: QuickBooksOAuth,
  ) {}

  /**
   * An expired access token is refreshed once. The account then carries the new pair, since the old one is void.
   * @throws ProviderCredentialsError when QuickBooks accepts neither token
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
        const canRefresh = held.refreshToken === given.refreshToken && given.refreshToken && this.oauth.isConfigured();
        if (refused !== undefined && canRefresh) held = await this.oauth.refresh({ credentials: held }, { signal });
        return held.accessToken!;
      },
    };
    const account = await this.accounts.verify(access, signal);
    return { ...account, credentials: { ...held } };
  }
}
