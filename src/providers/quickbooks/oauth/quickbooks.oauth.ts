import type { QuickBooksSettings } from '../quickbooks.config.js';
import type { ProviderCalls } from '../../calls/provider.calls.js';
import type { CallContext, Connection } from '../../connection.js';
import type { ConsentAnswer, ConsentRequest, OAuthGrant, OAuthPort, TokenCredentials } from '../../oauth.port.js';
import { ProviderCredentialsError, ProviderUnavailableError } from '../../provider.errors.js';
import type { QuickBooksCompany } from '../api/quickbooks.company.js';
import { isRealmId, REALM_ID, tokenCredentials } from './quickbooks.credentials.js';
import { QuickBooksTokens, type IntuitApp } from './quickbooks.tokens.js';

export const ACCOUNTING_SCOPE = 'com.intuit.quickbooks.accounting';
const AUTHORIZE_URL = 'https://appcenter.intuit.com/connect/oauth2';

/**
 * Connecting a company:
 * https://developer.intuit.com/app/developer/qbo/docs/develop/authentication-and-authorization/oauth-2.0
 */
export class QuickBooksOAuth implements OAuthPort {
  /** Intuit names the company in the callback only. */
  readonly requiredParameters = { realmId: REALM_ID };
  private readonly tokens: QuickBooksTokens;

  constructor(
    private readonly settings: QuickBooksSettings,
    calls: ProviderCalls,
    private readonly company: QuickBooksCompany,
  ) {
    this.tokens = new QuickBooksTokens(settings, calls);
  }

  isConfigured(): boolean {
    const { clientId, clientSecret } = this.settings;
    return clientId !== undefined && clientSecret !== undefined;
  }

  /** By hand: for five parameters the SDK need not be loaded, and this is not the place to wait for it. */
  authorizeUrl({ state, redirectUri }: ConsentRequest): string {
    const { oauthBaseUrl } = this.settings;
    const url = new URL(oauthBaseUrl === undefined ? AUTHORIZE_URL : `${oauthBaseUrl}/connect/oauth2`);
    url.search = new URLSearchParams({
      client_id: this.app().clientId,
      response_type: 'code',
      scope: ACCOUNTING_SCOPE,
      redirect_uri: redirectUri,
      state,
    }).toString();
    return url.href;
  }

  async exchange(answer: ConsentAnswer, { signal }: CallContext): Promise<OAuthGrant> {
    const { code, redirectUri, environment = 'production', parameters } = answer;
    const { realmId } = parameters;
    if (!isRealmId(realmId)) {
      throw new ProviderUnavailableError('QuickBooks answered a consent without naming the company');
    }
    const askedAt = Date.now();
    const pair = await this.tokens.redeem(this.app(), code, redirectUri, signal);
    const credentials = tokenCredentials(pair, { realmId }, askedAt);
    // The company is named by the browser alone, so nothing is connected before the token has opened it.
    const access = { realmId, environment, token: () => Promise.resolve(credentials.accessToken) };
    const account = await this.company.verify(access, [ACCOUNTING_SCOPE], signal);
    return { account, authMethod: 'oauth', credentials };
  }

  async renew({ credentials }: Pick<Connection, 'credentials'>, { signal }: CallContext): Promise<TokenCredentials> {
    const { refreshToken } = credentials;
    if (!refreshToken) throw new ProviderCredentialsError('This connection has no refresh token; connect it again');
    const askedAt = Date.now();
    const pair = await this.tokens.renew(this.app(), refreshToken, signal);
    return tokenCredentials(pair, credentials, askedAt);
  }

  async revoke({ credentials }: Connection, { signal }: CallContext): Promise<void> {
    // Either of the two ends both.
    const token = credentials.refreshToken ?? credentials.accessToken;
    if (token) await this.tokens.revoke(this.app(), token, signal);
  }

  private app(): IntuitApp {
    const { clientId, clientSecret } = this.settings;
    if (!clientId || !clientSecret) throw new Error('QUICKBOOKS_CLIENT_ID and _CLIENT_SECRET are not configured');
    return { clientId, clientSecret };
  }
}
