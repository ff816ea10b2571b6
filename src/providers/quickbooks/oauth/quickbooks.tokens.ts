import type OAuthClient from 'intuit-oauth';
import type { QuickBooksSettings } from '../quickbooks.config.js';
import type { ProviderCalls } from '../../calls/provider.calls.js';
import { ProviderExchange } from '../../kit/http/provider.exchange.js';
import type { ProviderTransport } from '../../kit/http/provider.transport.js';
import { isRevokedAlready, toOAuthError } from './quickbooks.oauth.errors.js';
import { loadIntuitSdk, type IntuitSdk } from '../api/quickbooks.sdk.js';

/** What the SDK hands to axios. */
interface SdkRequest {
  url: string;
  method: string;
  headers: Record<string, string>;
  data: Record<string, string>;
}

export interface IntuitApp {
  clientId: string;
  clientSecret: string;
}

type SdkAnswer = Awaited<ReturnType<OAuthClient['createToken']>>;
export type TokenAnswer = ReturnType<SdkAnswer['getToken']>;

/** The token and revoke endpoints. Each call is sent once: a code works once, and so may a refresh token. */
export class QuickBooksTokens {
  private readonly transport: ProviderTransport;
  private sdk?: Promise<IntuitSdk>;

  constructor(
    private readonly settings: QuickBooksSettings,
    private readonly calls: ProviderCalls,
  ) {
    this.transport = calls.transport('quickbooks');
  }

  redeem(app: IntuitApp, code: string, redirectUri: string, signal: AbortSignal): Promise<TokenAnswer> {
    return this.ask(app, 'redeem the code', signal, redirectUri, (client) =>
      client.createToken(`?${new URLSearchParams({ code }).toString()}`),
    );
  }

  renew(app: IntuitApp, refreshToken: string, signal: AbortSignal): Promise<TokenAnswer> {
    return this.ask(app, 'renew the token', signal, '', (client) => client.refreshUsingToken(refreshToken));
  }

  async revoke(app: IntuitApp, token: string, signal: AbortSignal): Promise<void> {
    await this.ask(app, 'revoke the token', signal, '', (client) => client.revoke({ refresh_token: token }));
  }

  private async ask(
    { clientId, clientSecret }: IntuitApp,
    operation: string,
    signal: AbortSignal,
    redirectUri: string,
    invoke: (client: OAuthClient) => Promise<SdkAnswer>,
  ): Promise<TokenAnswer> {
    const exchange = new ProviderExchange(signal);
    const Sdk = await (this.sdk ??= loadIntuitSdk());
    await this.calls.turn('quickbooks:oauth', this.settings.ratePerSecond, signal);
    // An object for each call, since it keeps the tokens that it was given. The environment makes no difference here.
    const client = new Sdk({
      clientId,
      clientSecret,
      redirectUri,
      environment: 'production',
      includeRefreshTokenHardExpiresIn: true,
    });
    // In place of axios, which the SDK calls without a timeout, and up to four times: a refresh token that was used up
    // by an answer that got lost would then be tried again.
    client.loadResponse = (request: SdkRequest) => this.send(request, exchange);
    try {
      return (await invoke(client)).getToken();
    } catch (error) {
      signal.throwIfAborted();
      if (isRevokedAlready(operation, exchange)) return {};
      throw toOAuthError(error, exchange, operation);
    }
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
