import { Injectable, Logger } from '@nestjs/common';
import { isFailure } from '../../common/failure.js';
import { ForbiddenError, InvalidStateError } from '../../common/http.errors.js';
import { toAppError } from '../../common/problem.js';
import { safeEqual } from '../../common/safe-equal.js';
import { Database } from '../../database/database.js';
import type { ConnectedAccount } from './account.connector.js';
import { BrowserCookie } from './browser.cookie.js';
import { readCallback, type CallbackParameters, type Denial } from './callback.parameters.js';
import type { ConfirmationDto } from './confirmation.dto.js';
import { ConfirmationStore } from './confirmation.store.js';
import { ConsentExchanger, type ConsentCode } from './consent.exchanger.js';
import { OAuthPorts, type KnownOAuth } from './oauth.ports.js';
import { returnUrl } from './return-to.js';
import { StateStore, type ConnectRequest } from './state.store.js';
import { StateTokens, type StateToken } from './state.tokens.js';

/** `cookie`: the `Set-Cookie` that makes the browser delete the binding. */
export type CompletedConsent =
  | ({ kind: 'answer'; cookie: string } & ConnectedAccount)
  | { kind: 'redirect'; cookie: string; url: string }
  | ({ kind: 'confirmation' } & ConfirmationDto);

/**
 * Result of using a state: the browser that began is back, the consent was denied, or the code was stored for
 * confirmation.
 */
type UsedState =
  | { kind: 'bound'; request: ConnectRequest }
  | { kind: 'denied'; denial: Denial }
  | ({ kind: 'confirmation' } & ConfirmationDto);

/**
 * The second half of a consent: the owner comes back from the provider. The state and the cookie are all that
 * identifies the caller.
 */
@Injectable()
export class ConsentCompleter {
  private readonly logger = new Logger(ConsentCompleter.name);

  constructor(
    private readonly ports: OAuthPorts,
    private readonly tokens: StateTokens,
    private readonly states: StateStore,
    private readonly cookies: BrowserCookie,
    private readonly exchanger: ConsentExchanger,
    private readonly confirmations: ConfirmationStore,
    private readonly database: Database,
  ) {}

  /** @throws InvalidStateError when the state is forged, used or expired */
  async complete(
    provider: string,
    query: Readonly<Record<string, unknown>>,
    cookies: string | undefined,
  ): Promise<CompletedConsent> {
    const state = this.tokens.open(query.state, provider);
    if (!state) throw invalidState();
    const port = this.ports.get(provider);
    const callback = readCallback(query, port.oauth.requiredParameters);
    if (port.oauth.issuer && callback.issuer !== null && callback.issuer !== port.oauth.issuer) throw invalidState();
    const used = await this.use(state, provider, callback, this.cookies.presented(cookies, state.hash));
    if (used.kind === 'confirmation') return used;
    // This browser did not send `returnTo`, so it is not redirected there.
    if (used.kind === 'denied') throw denied(port.title, used.denial);
    return this.answer(provider, port, state, callback, used.request);
  }

  /**
   * Uses up the state. If another browser brings the code, the code is encrypted and stored in the same transaction.
   */
  private use(
    state: StateToken,
    provider: string,
    callback: CallbackParameters,
    presented: Buffer | null,
  ): Promise<UsedState> {
    return this.database.inTenant(state.tenantId, async (tx): Promise<UsedState> => {
      const begun = await this.states.take(tx, state, provider);
      if (!begun) throw invalidState();
      const { browserHash, beganBy, request } = begun;
      if (browserHash && presented && safeEqual(browserHash, presented)) return { kind: 'bound', request };
      if (callback.denial) return { kind: 'denied', denial: callback.denial };
      const pending = { tenantId: state.tenantId, provider, beganBy, request };
      return { kind: 'confirmation', ...(await this.confirmations.keep(tx, pending, codeOf(state, callback))) };
    });
  }

  private async answer(
    provider: string,
    port: KnownOAuth,
    state: StateToken,
    callback: CallbackParameters,
    request: ConnectRequest,
  ): Promise<CompletedConsent> {
    const cookie = this.cookies.clear(state.hash);
    const { returnTo } = request;
    if (returnTo === undefined) {
      return { kind: 'answer', cookie, ...(await this.connect(provider, port, state, callback, request)) };
    }
    const url = await this.connect(provider, port, state, callback, request).then(
      ({ integration }) => returnUrl(returnTo, { integrationId: integration.id }),
      (error: unknown) => returnUrl(returnTo, { error: this.codeOfFailure(provider, error) }),
    );
    return { kind: 'redirect', cookie, url };
  }

  private async connect(
    provider: string,
    port: KnownOAuth,
    state: StateToken,
    callback: CallbackParameters,
    request: ConnectRequest,
  ): Promise<ConnectedAccount> {
    if (callback.denial) throw denied(port.title, callback.denial);
    return this.exchanger.exchange(state.tenantId, provider, port, codeOf(state, callback), request);
  }

  /** Returns the error code for the page that the browser is sent to. Details are only logged. */
  private codeOfFailure(provider: string, error: unknown): string {
    if (!isFailure(error)) throw error;
    const { status, code, detail } = toAppError(error);
    if (status >= 500) this.logger.warn(`Connecting ${provider} failed: ${code}: ${detail}`);
    return code;
  }
}

function codeOf({ codeVerifier }: StateToken, { code, others }: CallbackParameters): ConsentCode {
  return { code, codeVerifier, parameters: others };
}

function invalidState(): InvalidStateError {
  return new InvalidStateError('This link was not issued here, was already used, or has expired; start again');
}

function denied(title: string, { error, description }: Denial): ForbiddenError {
  return new ForbiddenError(`${title} reports ${error}${description ? `: ${description}` : ''}`, 'oauth_denied');
}
