import type { QuickBooksSettings } from '../quickbooks.config.js';
import type { ProviderCalls } from '../../calls/provider.calls.js';
import type { CallContext, Connection } from '../../connection.js';
import type { ConsentAnswer, ConsentRequest, OAuthGrant, OAuthPort, TokenCredentials } from '../../oauth.port.js';
import { consentUrl, OAuthApplication } from '../../kit/oauth.application.js';
import { QUICKBOOKS_OAUTH_FAILURES } from './quickbooks.oauth.failures.js';
import { ProviderCredentialsError, ProviderUnavailableError } from '../../provider.errors.js';
import { ACCOUNTING_SCOPE, type QuickBooksAccounts } from './quickbooks.accounts.js';
import { isRealmId, REALM_ID, tokenCredentials } from './quickbooks.credentials.js';
import { QuickBooksTokens } from './quickbooks.tokens.js';

const AUTHORIZE_URL = 'https://appcenter.intuit.com/connect/oauth2';

/**
 * Connecting a company:
 * https://developer.intuit.com/app/developer/qbo/docs/develop/authentication-and-authorization/oauth-2.0
 */
export class QuickBooksOAuth implements OAuthPort {
  /** Intuit names the company in the callback only. */
  readonly requiredParameters = { realmId: REALM_ID };
  private readonly tokens: QuickBooksTokens;
  private readonly app: OAuthApplication;

  constructor(
    private readonly settings: QuickBooksSettings,
    calls: ProviderCalls,
    private readonly accounts: QuickBooksAccounts,
  ) {
    this.tokens = new QuickBooksTokens(settings, calls);
    this.app = new OAuthApplication(settings, QUICKBOOKS_OAUTH_FAILURES.installation);
  }

  isConfigured(): boolean {
    return this.app.isConfigured;
  }

  /** By hand: for five parameters the SDK need not be loaded, and this is not the place to wait for it. */
  authorizeUrl({ state, redirectUri }: ConsentRequest): string {
    const { oauthBaseUrl } = this.settings;
    return consentUrl(oauthBaseUrl === undefined ? AUTHORIZE_URL : `${oauthBaseUrl}/connect/oauth2`, {
      client_id: this.app.required().clientId,
      response_type: 'code',
      scope: ACCOUNTING_SCOPE,
      redirect_uri: redirectUri,
      state,
    });
  }

  async exchange(answer: ConsentAnswer, { signal }: CallContext): Promise<OAuthGrant> {
    const { code, redirectUri, environment = 'production', parameters } = answer;
    const { realmId } = parameters;
    if (!isRealmId(realmId)) {
      throw new ProviderUnavailableError('QuickBooks answered a consent without naming the company');
    }
    const askedAt = Date.now();
    const pair = await this.tokens.redeem(this.app.required(), code, redirectUri, signal);
    const credentials = tokenCredentials(pair, { realmId }, askedAt);
    // The company is named by the browser alone, so nothing is connected before the token has opened it.
    const access = { realmId, environment, token: () => Promise.resolve(credentials.accessToken) };
    const account = await this.accounts.verify(access, signal);
    return { account, authMethod: 'oauth', credentials };
  }

  async refresh({ credentials }: Pick<Connection, 'credentials'>, { signal }: CallContext): Promise<TokenCredentials> {
    const { refreshToken } = credentials;
    if (!refreshToken) throw new ProviderCredentialsError('This connection has no refresh token; connect it again');
    const askedAt = Date.now();
    const pair = await this.tokens.refresh(this.app.required(), refreshToken, signal);
    return tokenCredentials(pair, credentials, askedAt);
  }

  async revoke({ credentials }: Connection, { signal }: CallContext): Promise<void> {
    // Either of the two ends both.
    const token = credentials.refreshToken ?? credentials.accessToken;
    if (token) await this.tokens.revoke(this.app.required(), token, signal);
  }
}
