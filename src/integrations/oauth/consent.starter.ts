import { Inject, Injectable } from '@nestjs/common';
import type { Principal } from '../../auth/principal.js';
import { ValidationError } from '../../common/http.errors.js';
import { CONFIG, type Config } from '../../config/config.js';
import { readSettings } from '../connections/declared.fields.js';
import { AccountConnector } from './account.connector.js';
import type { AuthorizationDto, AuthorizeDto } from './authorize.dto.js';
import { BrowserCookie } from './browser.cookie.js';
import { OAuthPorts } from './oauth.ports.js';
import { principalKey } from './principal.key.js';
import { allowedReturnTo } from './return-to.js';
import { StateStore } from './state.store.js';
import { codeChallenge, StateTokens } from './state.tokens.js';

export interface StartedConsent extends AuthorizationDto {
  /** `Set-Cookie`. Only the browser with this cookie can complete the consent without a confirmation. */
  cookie: string;
}

/**
 * The first half of a consent: stores the state, and returns the URL to which the owner of the account must be sent.
 */
@Injectable()
export class ConsentStarter {
  constructor(
    private readonly ports: OAuthPorts,
    private readonly tokens: StateTokens,
    private readonly states: StateStore,
    private readonly cookies: BrowserCookie,
    private readonly accounts: AccountConnector,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  async start(principal: Principal, provider: string, dto: AuthorizeDto): Promise<StartedConsent> {
    const { tenantId } = principal;
    const { oauth, redirectUri, settingFields } = this.ports.get(provider);
    const { returnTo, settings, ...asked } = dto;
    const request = {
      ...asked,
      ...(settings && {
        settings: readSettings({ settingFields }, settings, this.config.limits.SETTINGS_MAX_BYTES),
      }),
      ...(returnTo && { returnTo: this.checked(returnTo) }),
    };
    await this.accounts.checkRoom(tenantId, provider);
    const state = this.tokens.issue(tenantId, provider);
    const binding = this.cookies.issue(state.hash, this.config.oauth.stateMinutes * 60);
    const expiresAt = await this.states.begin({
      state,
      provider,
      beganBy: principalKey(principal),
      browserHash: binding.hash,
      request,
    });
    const authorizeUrl = oauth.authorizeUrl({
      state: state.token,
      redirectUri,
      codeChallenge: codeChallenge(state.codeVerifier),
    });
    return { authorizeUrl, expiresAt, cookie: binding.header };
  }

  private checked(returnTo: string): string {
    const allowed = allowedReturnTo(returnTo, this.config.oauth.returnTo);
    if (allowed) return allowed;
    throw new ValidationError([{ field: 'returnTo', message: 'must be below one of OAUTH_RETURN_TO' }]);
  }
}
