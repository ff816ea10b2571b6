import { Injectable, Logger } from '@nestjs/common';
import { isFailure } from '../../common/failure.js';
import { ForbiddenError, InvalidStateError } from '../../common/http.errors.js';
import { toAppError } from '../../common/problem.js';
import { askProvider } from '../connections/provider-call.js';
import { ConnectionListeners } from '../connections/connection.listeners.js';
import { AccountConnector, type ConnectedAccount } from './account.connector.js';
import { BrowserCookie } from './browser.cookie.js';
import { readCallback, type CallbackParameters, type Denial } from './callback.parameters.js';
import { OAuthPorts, type KnownOAuth } from './oauth.ports.js';
import { returnUrl } from './return-to.js';
import { StateStore, type ConnectRequest } from './state.store.js';
import { StateTokens, type StateToken } from './state.tokens.js';

/** `cookie`: the `Set-Cookie` that has the browser forget the binding. */
export type FinishedConsent =
  ({ kind: 'answer'; cookie: string } & ConnectedAccount) | { kind: 'redirect'; cookie: string; url: string };

/** The second half: the owner is back from the provider. Nobody vouches for the caller but the state. */
@Injectable()
export class ConsentFinisher {
  private readonly logger = new Logger(ConsentFinisher.name);

  constructor(
    private readonly ports: OAuthPorts,
    private readonly tokens: StateTokens,
    private readonly states: StateStore,
    private readonly cookies: BrowserCookie,
    private readonly accounts: AccountConnector,
    private readonly listeners: ConnectionListeners,
  ) {}

  async finish(
    provider: string,
    query: Readonly<Record<string, unknown>>,
    cookies: string | undefined,
  ): Promise<FinishedConsent> {
    const state = this.tokens.open(query.state, provider);
    if (!state) throw invalidState();
    const port = this.ports.get(provider);
    const callback = readCallback(query);
    if (port.oauth.issuer && callback.issuer !== null && callback.issuer !== port.oauth.issuer) throw invalidState();
    const request = await this.states.take(state, provider, this.cookies.presented(cookies, state.hash));
    if (!request) throw invalidState();
    const cookie = this.cookies.clear(state.hash);
    const { returnTo } = request;
    if (returnTo === undefined) {
      return { kind: 'answer', cookie, ...(await this.connect(provider, port, state, callback, request)) };
    }
    const url = await this.connect(provider, port, state, callback, request).then(
      ({ integration }) => returnUrl(returnTo, { integrationId: integration.id }),
      (error: unknown) => returnUrl(returnTo, { error: this.told(provider, error) }),
    );
    return { kind: 'redirect', cookie, url };
  }

  private async connect(
    provider: string,
    { oauth, title, redirectUri }: KnownOAuth,
    { tenantId, codeVerifier }: StateToken,
    { denial, code, others }: CallbackParameters,
    request: ConnectRequest,
  ): Promise<ConnectedAccount> {
    if (denial) throw denied(title, denial);
    const { environment } = request;
    const answer = { code, redirectUri, codeVerifier, environment, parameters: others };
    const grant = await askProvider((signal) => oauth.exchange(answer, { signal }));
    const connected = await this.accounts.connect(tenantId, provider, title, grant, request);
    await this.listeners.connected(connected.integration);
    return connected;
  }

  /** The code for the page the browser goes to; nobody but the log hears of the rest. */
  private told(provider: string, error: unknown): string {
    if (!isFailure(error)) throw error;
    const { status, code, detail } = toAppError(error);
    if (status >= 500) this.logger.warn(`Connecting ${provider} failed: ${code}: ${detail}`);
    return code;
  }
}

function invalidState(): InvalidStateError {
  return new InvalidStateError(
    'This link was not made here, was used already, has expired, or was begun in another browser; begin again',
  );
}

function denied(title: string, { error, description }: Denial): ForbiddenError {
  return new ForbiddenError(`${title} reports ${error}${description ? `: ${description}` : ''}`, 'oauth_denied');
}
