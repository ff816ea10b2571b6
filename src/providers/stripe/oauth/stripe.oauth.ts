import type Stripe from 'stripe';
import type { StripeSettings } from '../stripe.config.js';
import { ProviderCredentialsError, ProviderUnavailableError } from '../../provider.errors.js';
import type { CallContext, Connection } from '../../connection.js';
import type { ConsentAnswer, ConsentRequest, OAuthGrant, OAuthPort } from '../../oauth.port.js';
import type { ProviderCalls } from '../../calls/provider.calls.js';
import type { StripeAccounts } from './stripe.accounts.js';
import type { ProviderExchange } from '../../http/provider.exchange.js';
import { consentUrl } from '../../kit/oauth.application.js';
import { OAuthClient } from '../../kit/oauth.client.js';
import { loadStripeSdk } from '../api/stripe.sdk.js';
import { flag, text } from '../../kit/fields.js';
import { StripeHttpClient } from '../api/stripe.http.js';
import { isDisconnectedAlready, STRIPE_OAUTH_FAILURES } from './stripe.oauth.failures.js';

const ACCOUNT_ID = /^acct_\w{1,64}$/;
/** The name is for people: no reason to lose a consent that was given. */
const NAME_PATIENCE_MS = 5_000;

type Call = (stripe: Stripe, options: Stripe.RequestOptions) => PromiseLike<unknown>;

/**
 * Stripe Connect: https://docs.stripe.com/connect/oauth-standard-accounts
 *
 * Once an account has consented, our own key acts for it (`Stripe-Account`), so its token is not kept.
 */
export class StripeOAuth implements OAuthPort {
  private readonly http: StripeHttpClient;
  private readonly client: OAuthClient;
  private sdk?: Promise<Stripe>;

  constructor(
    private readonly settings: StripeSettings,
    calls: ProviderCalls,
    private readonly accounts: StripeAccounts,
  ) {
    const { endpointRatePerSecond } = settings;
    this.http = new StripeHttpClient(calls.transport('stripe'));
    this.client = new OAuthClient(calls, STRIPE_OAUTH_FAILURES, 'stripe:connect', endpointRatePerSecond);
  }

  isConfigured(): boolean {
    return this.settings.secretKey !== undefined && this.settings.clientId !== undefined;
  }

  /** By hand: the SDK's own insists on https and drops the port. */
  authorizeUrl({ state, redirectUri }: ConsentRequest): string {
    return consentUrl(`${this.settings.connectBaseUrl}/oauth/authorize`, {
      response_type: 'code',
      client_id: this.platform().clientId,
      scope: this.settings.oauthScope,
      redirect_uri: redirectUri,
      state,
    });
  }

  async exchange({ code }: ConsentAnswer, { signal }: CallContext): Promise<OAuthGrant> {
    const { secretKey } = this.platform();
    const { body } = await this.send('POST /oauth/token', signal, (stripe, options) =>
      stripe.oauth.token({ grant_type: 'authorization_code', code }, options),
    );
    const account = text(body.stripe_user_id);
    if (!account || !ACCOUNT_ID.test(account)) {
      throw new ProviderUnavailableError('Stripe answered a consent without an account (POST /oauth/token)');
    }
    return {
      account: {
        externalAccountId: account,
        displayName: await this.nameOf(account, secretKey, signal),
        livemode: flag(body.livemode),
        scopes: (text(body.scope) ?? this.settings.oauthScope).split(' ').filter(Boolean),
      },
      authMethod: 'platform',
      credentials: {},
    };
  }

  async revoke({ externalAccountId }: Connection, { signal }: CallContext): Promise<void> {
    const { clientId } = this.platform();
    const leave: Call = (stripe, options) =>
      stripe.oauth.deauthorize({ client_id: clientId, stripe_user_id: externalAccountId }, options);
    await this.send('POST /oauth/deauthorize', signal, leave, isDisconnectedAlready);
  }

  private platform(): { secretKey: string; clientId: string } {
    const { secretKey, clientId } = this.settings;
    if (!secretKey || !clientId) throw new Error('STRIPE_SECRET_KEY and STRIPE_CLIENT_ID are not configured');
    return { secretKey, clientId };
  }

  private async nameOf(account: string, apiKey: string, signal: AbortSignal): Promise<string | null> {
    const patience = AbortSignal.any([signal, AbortSignal.timeout(NAME_PATIENCE_MS)]);
    try {
      return (await this.accounts.verify({ account, apiKey, onBehalfOf: account }, patience)).displayName;
    } catch (error) {
      if (error instanceof ProviderCredentialsError) throw error;
      return null;
    }
  }

  private async send(
    operation: string,
    signal: AbortSignal,
    invoke: Call,
    isSettled?: (exchange: ProviderExchange) => boolean,
  ): Promise<ProviderExchange> {
    const { secretKey } = this.platform();
    const stripe = await (this.sdk ??= loadStripeSdk(this.settings.connectBaseUrl, this.http));
    const request = (exchange: ProviderExchange) =>
      invoke(stripe, { authenticator: this.http.authenticator(secretKey, exchange) });
    return this.client.send(operation, signal, request, isSettled);
  }
}
