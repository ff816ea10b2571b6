import type { SquareSettings } from '../square.config.js';
import type { ProviderCalls } from '../../calls/provider.calls.js';
import type { AccountEnvironment, CallContext, Connection } from '../../connection.js';
import { text } from '../../kit/fields.js';
import type { ProviderExchange } from '../../http/provider.exchange.js';
import { consentUrl, OAuthApplication } from '../../kit/oauth.application.js';
import { OAuthClient } from '../../kit/oauth.client.js';
import type { ProviderTransport } from '../../http/provider.transport.js';
import type { ConsentAnswer, ConsentRequest, OAuthGrant, OAuthPort, TokenCredentials } from '../../oauth.port.js';
import { ProviderUnavailableError } from '../../provider.errors.js';
import type { SquareAccounts } from './square.accounts.js';
import type { SquareInvoke } from '../api/square.client.js';
import { applicationEnvironment, squareHost } from '../api/square.hosts.js';
import { SquareHttpClient } from '../api/square.http.js';
import { isRevokedAlready, SQUARE_OAUTH_FAILURES } from './square.oauth.failures.js';
import { loadSquareSdk, type SquareSdk } from '../api/square.sdk.js';

/**
 * Read everything that is stored and write everything that is posted, so no merchant has to consent twice:
 * https://developer.squareup.com/docs/oauth-api/square-permissions
 */
export const SQUARE_SCOPES = [
  'MERCHANT_PROFILE_READ',
  'CUSTOMERS_READ',
  'ITEMS_READ',
  'INVENTORY_READ',
  'ORDERS_READ',
  'PAYMENTS_READ',
  'INVOICES_READ',
  'DISPUTES_READ',
  'PAYOUTS_READ',
  'BANK_ACCOUNTS_READ',
  'GIFTCARDS_READ',
  'LOYALTY_READ',
  'CUSTOMERS_WRITE',
  'ITEMS_WRITE',
  'ORDERS_WRITE',
  'PAYMENTS_WRITE',
  'INVOICES_WRITE',
] as const;
/** Tokens live for 30 days; Square asks to refresh them at least every seven, to notice a revoked one early. */
const REFRESH_AFTER_MS = 6 * 86_400_000;

const MERCHANT_ID = /^\w{1,64}$/;

/**
 * The code flow with our secret. Square's PKCE is for applications that cannot keep a secret.
 * https://developer.squareup.com/docs/oauth-api/overview
 */
export class SquareOAuth implements OAuthPort {
  private readonly transport: ProviderTransport;
  private readonly application: OAuthApplication;
  private readonly client: OAuthClient;
  private sdk?: Promise<SquareSdk>;

  constructor(
    private readonly settings: SquareSettings,
    calls: ProviderCalls,
    private readonly accounts: SquareAccounts,
  ) {
    const { applicationId: clientId, applicationSecret: clientSecret } = settings;
    const { ratePerSecond: rate } = settings;
    this.transport = calls.transport('square');
    this.application = new OAuthApplication({ clientId, clientSecret }, SQUARE_OAUTH_FAILURES.installation);
    this.client = new OAuthClient(calls, SQUARE_OAUTH_FAILURES, 'square:oauth', rate);
  }

  isConfigured(): boolean {
    return this.application.isConfigured;
  }

  authorizeUrl({ state, redirectUri }: ConsentRequest): string {
    return consentUrl(`${this.host()}/oauth2/authorize`, {
      client_id: this.application.required().clientId,
      scope: SQUARE_SCOPES.join(' '),
      // `false`: the owner logs in again. Square's sandbox accepts only owners who are logged in already.
      ...(this.environment() === 'production' && { session: 'false' }),
      state,
      redirect_uri: redirectUri,
    });
  }

  async exchange({ code, redirectUri, environment }: ConsentAnswer, { signal }: CallContext): Promise<OAuthGrant> {
    const body = await this.obtain({ grantType: 'authorization_code', code, redirectUri }, signal);
    const account = text(body.merchant_id);
    if (!account || !MERCHANT_ID.test(account)) {
      throw new ProviderUnavailableError('Square answered a consent without a merchant (POST /oauth2/token)');
    }
    const credentials = tokensOf(body);
    const own = applicationEnvironment(this.settings);
    const access = {
      account,
      environment: own ?? environment ?? 'production',
      byConsent: true,
      token: async () => credentials.accessToken,
    };
    return {
      account: {
        externalAccountId: account,
        displayName: await this.accounts.nameOf(access, signal),
        livemode: own && own === 'production',
        scopes: [...SQUARE_SCOPES],
      },
      authMethod: 'oauth',
      credentials,
    };
  }

  async refresh({ credentials }: Connection, { signal }: CallContext): Promise<TokenCredentials> {
    const body = await this.obtain({ grantType: 'refresh_token', refreshToken: credentials.refreshToken }, signal);
    // The code flow returns the same refresh token. If it is left out, the old one stays valid.
    return { ...credentials, ...tokensOf(body) };
  }

  /** Revokes all tokens of the merchant. */
  async revoke({ externalAccountId: merchantId }: Connection, { signal }: CallContext): Promise<void> {
    const { clientId, clientSecret } = this.application.required();
    const headers = { Authorization: `Client ${clientSecret}` };
    const revoke: SquareInvoke = (square) => square.oAuth.revokeToken({ clientId, merchantId }, { headers });
    await this.send('POST /oauth2/revoke', signal, revoke, isRevokedAlready);
  }

  private async obtain(
    grant: { grantType: string; code?: string; redirectUri?: string; refreshToken?: string },
    signal: AbortSignal,
  ): Promise<Record<string, unknown>> {
    const application = this.application.required();
    const obtain: SquareInvoke = (square) => square.oAuth.obtainToken({ ...application, ...grant });
    return (await this.send('POST /oauth2/token', signal, obtain)).body;
  }

  private async send(
    operation: string,
    signal: AbortSignal,
    invoke: SquareInvoke,
    isSettled?: (exchange: ProviderExchange) => boolean,
  ): Promise<ProviderExchange> {
    const sdk = await (this.sdk ??= loadSquareSdk());
    const request = (exchange: ProviderExchange) =>
      invoke(sdk(null, this.host(), new SquareHttpClient(this.transport, exchange).fetch));
    return this.client.send(operation, signal, request, isSettled);
  }

  private environment(): AccountEnvironment {
    return applicationEnvironment(this.settings) ?? 'production';
  }

  private host(): string {
    return squareHost(this.settings, this.environment());
  }
}

function tokensOf(body: Record<string, unknown>): TokenCredentials {
  const accessToken = text(body.access_token);
  if (!accessToken) throw new ProviderUnavailableError('Square answered no token (POST /oauth2/token)');
  const refreshToken = text(body.refresh_token);
  const expiresAt = text(body.expires_at);
  return {
    accessToken,
    ...(refreshToken && { refreshToken }),
    ...(expiresAt && { expiresAt }),
    renewAt: new Date(Date.now() + REFRESH_AFTER_MS).toISOString(),
  };
}
