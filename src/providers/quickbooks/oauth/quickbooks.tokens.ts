import type IntuitClient from 'intuit-oauth';
import type { QuickBooksSettings } from '../quickbooks.config.js';
import type { ProviderCalls } from '../../calls/provider.calls.js';
import type { ProviderExchange } from '../../http/provider.exchange.js';
import type { ApplicationKeys } from '../../kit/oauth.application.js';
import { OAuthClient } from '../../kit/oauth.client.js';
import type { ProviderTransport } from '../../http/provider.transport.js';
import { isRevoked, QUICKBOOKS_OAUTH_FAILURES } from './quickbooks.oauth.failures.js';
import { loadIntuitSdk, type IntuitSdk } from '../api/quickbooks.sdk.js';

/** What the SDK hands to axios. */
interface SdkRequest {
  url: string;
  method: string;
  headers: Record<string, string>;
  data: Record<string, string>;
}

type TokenAnswer = Readonly<Record<string, unknown>>;

/** The token and revoke endpoints. Each call is sent once: a code works once, and so may a refresh token. */
export class QuickBooksTokens {
  private readonly transport: ProviderTransport;
  private readonly client: OAuthClient;
  private sdk?: Promise<IntuitSdk>;

  constructor(
    private readonly settings: QuickBooksSettings,
    calls: ProviderCalls,
  ) {
    const { ratePerSecond: rate } = settings;
    this.transport = calls.transport('quickbooks');
    this.client = new OAuthClient(calls, QUICKBOOKS_OAUTH_FAILURES, 'quickbooks:oauth', rate);
  }

  redeem(app: ApplicationKeys, code: string, redirectUri: string, signal: AbortSignal): Promise<TokenAnswer> {
    return this.ask({ ...app, redirectUri }, 'redeem the code', signal, (client) =>
      client.createToken(`?${new URLSearchParams({ code }).toString()}`),
    );
  }

  refresh(app: ApplicationKeys, refreshToken: string, signal: AbortSignal): Promise<TokenAnswer> {
    return this.ask(app, 'refresh the token', signal, (client) => client.refreshUsingToken(refreshToken));
  }

  async revoke(app: ApplicationKeys, token: string, signal: AbortSignal): Promise<void> {
    const revoke = (client: IntuitClient) => client.revoke({ refresh_token: token });
    await this.ask(app, 'revoke the token', signal, revoke, isRevoked);
  }

  private async ask(
    app: ApplicationKeys & { redirectUri?: string },
    operation: string,
    signal: AbortSignal,
    invoke: (client: IntuitClient) => Promise<unknown>,
    isSettled?: (exchange: ProviderExchange) => boolean,
  ): Promise<TokenAnswer> {
    const Sdk = await (this.sdk ??= loadIntuitSdk());
    const request = (exchange: ProviderExchange) => {
      // An object for each call, since it keeps the tokens that it was given. The environment makes no difference here.
      const client = new Sdk({
        redirectUri: '',
        ...app,
        environment: 'production',
        includeRefreshTokenHardExpiresIn: true,
      });
      // In place of axios, which the SDK calls without a timeout, and up to four times: a refresh token that was used up
      // by an answer that got lost would then be tried again.
      client.loadResponse = (asked: SdkRequest) => this.send(asked, exchange);
      return invoke(client);
    };
    return (await this.client.send(operation, signal, request, isSettled)).body;
  }

  private async send({ url, method, headers, data }: SdkRequest, exchange: ProviderExchange): Promise<unknown> {
    const isForm = headers['Content-Type']?.includes('urlencoded');
    const body = isForm ? new URLSearchParams(data).toString() : JSON.stringify(data);
    const target = this.target(url);
    await this.transport.send(exchange, {
      method,
      url: target,
      headers: { ...headers, 'content-length': Buffer.byteLength(body) },
      body,
    });
    const answer = exchange.parse() ? exchange.body : exchange.text;
    return { status: exchange.status, statusText: '', headers: exchange.headers, data: answer };
  }

  /** The SDK's endpoints are static, one set for all of its objects, so they are left as they are. */
  private target(url: string): URL {
    const { oauthBaseUrl } = this.settings;
    return oauthBaseUrl === undefined ? new URL(url) : new URL(`${oauthBaseUrl}${new URL(url).pathname}`);
  }
}
