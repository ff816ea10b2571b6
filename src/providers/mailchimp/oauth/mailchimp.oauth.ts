import type { MailchimpSettings } from '../mailchimp.config.js';
import type { CallContext } from '../../connection.js';
import { ApiClient } from '../../kit/api.client.js';
import { text } from '../../kit/fields.js';
import { isSecret } from '../../kit/fingerprint.js';
import { consentUrl, OAuthApplication } from '../../kit/oauth.application.js';
import { OAuthClient } from '../../kit/oauth.client.js';
import { oauthFailure } from '../../kit/oauth.failures.js';
import { ProviderExchange } from '../../http/provider.exchange.js';
import type { ProviderRequest, ProviderTransport } from '../../http/provider.transport.js';
import type { ConsentAnswer, ConsentRequest, OAuthGrant, OAuthPort, TokenCredentials } from '../../oauth.port.js';
import { ProviderUnavailableError } from '../../provider.errors.js';
import type { ProviderCalls } from '../../calls/provider.calls.js';
import { accessOfCredentials } from '../api/mailchimp.access.js';
import type { MailchimpAccounts } from './mailchimp.accounts.js';
import { MAILCHIMP_OAUTH_FAILURES } from './mailchimp.oauth.failures.js';
import { apiBaseUrl, isApiEndpoint } from '../api/mailchimp.hosts.js';

/** Calls of the login host have a separate rate limit. */
const ACCOUNT = 'login';
const LONGEST_TOKEN = 500;

/**
 * https://mailchimp.com/developer/marketing/guides/access-user-data-oauth-2/
 *
 * Tokens have no scopes and do not end: Mailchimp says `expires_in: 0` and `scope: null`.
 */
export class MailchimpOAuth implements OAuthPort {
  private readonly transport: ProviderTransport;
  private readonly application: OAuthApplication;
  private readonly client: OAuthClient;
  private readonly login: ApiClient;

  constructor(
    private readonly settings: MailchimpSettings,
    calls: ProviderCalls,
    private readonly accounts: MailchimpAccounts,
  ) {
    const { ratePerSecond: perSecond } = settings;
    this.transport = calls.transport('mailchimp');
    this.application = new OAuthApplication(settings, MAILCHIMP_OAUTH_FAILURES.installation);
    this.client = new OAuthClient(calls, MAILCHIMP_OAUTH_FAILURES, 'mailchimp:oauth', perSecond);
    const toError = (exchange: ProviderExchange, operation: string) =>
      oauthFailure(MAILCHIMP_OAUTH_FAILURES, exchange, operation);
    this.login = new ApiClient(calls.caller('mailchimp', { perSecond }), { toError });
  }

  isConfigured(): boolean {
    return this.application.isConfigured;
  }

  authorizeUrl({ state, redirectUri }: ConsentRequest): string {
    return consentUrl(`${this.settings.loginBaseUrl}/oauth2/authorize`, {
      response_type: 'code',
      client_id: this.application.required().clientId,
      redirect_uri: redirectUri,
      state,
    });
  }

  async exchange({ code, redirectUri }: ConsentAnswer, { signal }: CallContext): Promise<OAuthGrant> {
    const accessToken = await this.redeem(code, redirectUri, signal);
    const dataCentre = await this.dataCentreOf(accessToken, signal);
    const credentials: TokenCredentials = { accessToken, ...(dataCentre !== undefined && { dataCentre }) };
    const access = accessOfCredentials(credentials, this.settings.apiBaseUrl);
    return { account: await this.accounts.verify(access, signal), authMethod: 'oauth', credentials };
  }

  /** There is nothing to call: only the owner can withdraw a token, in the account's own settings. */
  async revoke(): Promise<void> {}

  /** Once: a code works once. */
  private async redeem(code: string, redirectUri: string, signal: AbortSignal): Promise<string> {
    const { clientId, clientSecret } = this.application.required();
    const form = {
      grant_type: 'authorization_code',
      client_id: clientId,
      client_secret: clientSecret,
      redirect_uri: redirectUri,
      code,
    };
    const request: ProviderRequest = {
      method: 'POST',
      url: this.loginUrl('/oauth2/token'),
      headers: { Accept: 'application/json', 'Content-Type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams(form).toString(),
    };
    const { body } = await this.client.send('POST /oauth2/token', signal, (exchange) =>
      this.transport.send(exchange, request),
    );
    const token = body.access_token;
    if (isSecret(token, LONGEST_TOKEN)) return token;
    throw new ProviderUnavailableError('Mailchimp answered a consent without a token (POST /oauth2/token)');
  }

  /**
   * Where the account lives. What the login host names as its API is only believed, and only sent a token, if it is
   * one of Mailchimp's.
   * @returns `undefined`: not said, where one API stands for all data centres
   */
  private async dataCentreOf(accessToken: string, signal: AbortSignal): Promise<string | undefined> {
    const operation = 'GET /oauth2/metadata';
    const exchange = new ProviderExchange(signal);
    await this.login.send({ account: ACCOUNT, operation, exchange, token: () => accessToken }, (token) =>
      this.transport.send(exchange, {
        method: 'GET',
        url: this.loginUrl('/oauth2/metadata'),
        headers: { Accept: 'application/json', Authorization: `OAuth ${token}` },
      }),
    );
    const { dc, api_endpoint: endpoint } = exchange.body;
    const { apiBaseUrl: configured } = this.settings;
    const dataCentre = text(dc) ?? undefined;
    if (!isApiEndpoint(endpoint, configured) || apiBaseUrl(dataCentre, configured) === null) {
      throw new ProviderUnavailableError('Mailchimp named an API outside of its domains (GET /oauth2/metadata)');
    }
    return dataCentre;
  }

  private loginUrl(path: string): URL {
    return new URL(`${this.settings.loginBaseUrl}${path}`);
  }
}
