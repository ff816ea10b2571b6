import type { MailchimpSettings } from '../mailchimp.config.js';
import type { CallContext } from '../../connection.js';
import { text } from '../../kit/fields.js';
import { ProviderExchange } from '../../kit/http/provider.exchange.js';
import type { ProviderRequest, ProviderTransport } from '../../kit/http/provider.transport.js';
import type { ConsentAnswer, ConsentRequest, OAuthGrant, OAuthPort, TokenCredentials } from '../../oauth.port.js';
import { ProviderUnavailableError } from '../../provider.errors.js';
import type { ProviderCaller } from '../../calls/provider.caller.js';
import type { ProviderCalls } from '../../calls/provider.calls.js';
import { accessOfCredentials } from '../api/mailchimp.access.js';
import type { MailchimpAccounts } from '../api/mailchimp.accounts.js';
import { toOAuthError } from './mailchimp.oauth.errors.js';
import { apiBaseUrl, isApiEndpoint } from '../api/mailchimp.server.js';

const LANE = 'login';
/** Printable ASCII without blanks: whatever else cannot be sent in a header, nor be a token. */
const TOKEN = /^[\x21-\x7e]{1,500}$/;

/**
 * https://mailchimp.com/developer/marketing/guides/access-user-data-oauth-2/
 *
 * Tokens have no scopes and do not end: Mailchimp says `expires_in: 0` and `scope: null`.
 */
export class MailchimpOAuth implements OAuthPort {
  private readonly transport: ProviderTransport;
  private readonly caller: ProviderCaller;

  constructor(
    private readonly settings: MailchimpSettings,
    private readonly calls: ProviderCalls,
    private readonly accounts: MailchimpAccounts,
  ) {
    this.transport = calls.transport('mailchimp');
    this.caller = calls.caller('mailchimp', { perSecond: settings.ratePerSecond });
  }

  isConfigured(): boolean {
    const { clientId, clientSecret } = this.settings;
    return clientId !== undefined && clientSecret !== undefined;
  }

  authorizeUrl({ state, redirectUri }: ConsentRequest): string {
    const url = this.loginUrl('/oauth2/authorize');
    const { clientId } = this.application();
    const parameters = { response_type: 'code', client_id: clientId, redirect_uri: redirectUri, state };
    url.search = new URLSearchParams(parameters).toString();
    return url.href;
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
    const { clientId, clientSecret } = this.application();
    const form = {
      grant_type: 'authorization_code',
      client_id: clientId,
      client_secret: clientSecret,
      redirect_uri: redirectUri,
      code,
    };
    await this.calls.turn('mailchimp:oauth', this.settings.ratePerSecond, signal);
    const { body } = await this.send('POST /oauth2/token', new ProviderExchange(signal), {
      method: 'POST',
      url: this.loginUrl('/oauth2/token'),
      headers: { Accept: 'application/json', 'Content-Type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams(form).toString(),
    });
    const token = text(body.access_token);
    if (token && TOKEN.test(token)) return token;
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
    await this.caller.send({ account: LANE, operation, exchange }, () =>
      this.send(operation, exchange, {
        method: 'GET',
        url: this.loginUrl('/oauth2/metadata'),
        headers: { Accept: 'application/json', Authorization: `OAuth ${accessToken}` },
      }),
    );
    const { dc, api_endpoint: endpoint } = exchange.body;
    const { apiBaseUrl: configured } = this.settings;
    const dataCentre = text(dc) ?? undefined;
    if (!isApiEndpoint(endpoint, configured) || apiBaseUrl(dataCentre, configured) === null) {
      throw new ProviderUnavailableError('Mailchimp named an API that is not one of its own (GET /oauth2/metadata)');
    }
    return dataCentre;
  }

  private async send(operation: string, exchange: ProviderExchange, request: ProviderRequest) {
    try {
      await this.transport.send(exchange, request);
    } catch (error) {
      exchange.signal.throwIfAborted();
      throw toOAuthError(error, exchange, operation);
    }
    if (!exchange.parse() || exchange.status !== 200) throw toOAuthError(null, exchange, operation);
    return exchange;
  }

  private application(): { clientId: string; clientSecret: string } {
    const { clientId, clientSecret } = this.settings;
    if (!clientId || !clientSecret)
      throw new Error('MAILCHIMP_CLIENT_ID and MAILCHIMP_CLIENT_SECRET are not configured');
    return { clientId, clientSecret };
  }

  private loginUrl(path: string): URL {
    return new URL(`${this.settings.loginBaseUrl}${path}`);
  }
}
