import type { AccountEnvironment, CallContext, Connection, VerifiedAccount } from './connection.js';

/** What the owner of an account takes to the provider's consent page. */
export interface ConsentRequest {
  /** Opaque; comes back unchanged. */
  state: string;
  /** Where the provider sends the owner afterwards, the same in {@link ConsentAnswer}. */
  redirectUri: string;
  /** S256 (RFC 7636), for providers that offer it; the others leave it out. */
  codeChallenge: string;
}

/** What the owner brings back from the consent page. Its `state` has been checked and used up. */
export interface ConsentAnswer {
  /** Works once, and for minutes only. */
  code: string;
  redirectUri: string;
  codeVerifier: string;
  /** As requested when the consent began; absent: not requested. */
  environment?: AccountEnvironment;
  /** Further parameters of the callback, each at most once. Some providers name the account only here. */
  parameters: Readonly<Record<string, string>>;
}

export interface OAuthGrant {
  account: VerifiedAccount;
  /** `platform`: our own key acts for the account. `oauth`: the account has its own tokens. */
  authMethod: 'platform' | 'oauth';
  /** Stored encrypted and handed back in every {@link Connection}; empty for `platform`. */
  credentials: TokenCredentials | Readonly<Record<string, never>>;
}

/**
 * Tokens of an account. These names are also used outside of its provider: `accessToken`, `refreshToken`,
 * `expiresAt` (absent: it does not expire), `renewAt` (only to refresh much earlier than shortly before it expires) and
 * `consentEndsAt` (when no refresh helps any more; absent: that is not known to happen), all ISO 8601. A provider may
 * add further fields.
 */
export type TokenCredentials = Record<string, string> & { accessToken: string };

/**
 * Connecting an account with its owner's consent: OAuth 2.0, authorization code (RFC 6749, 4.1).
 *
 * ```ts
 * redirect(oauth.authorizeUrl({ state, redirectUri, codeChallenge }));
 * const { account, credentials } = await oauth.exchange({ code, redirectUri, codeVerifier, parameters }, { signal });
 * ```
 *
 * No error of these methods quotes a code, a state or a token, whatever the provider's own message does.
 */
export interface OAuthPort {
  /** Whether this installation is registered with the provider. If not, nothing else is called. */
  isConfigured(): boolean;
  /** The value that `iss` of a callback must have if it is present (RFC 9207); absent: the provider names no issuer. */
  readonly issuer?: string;
  /**
   * Parameters that a callback must have beside the code, with their form: `{ companyId: /^\d+$/ }`. A callback without
   * one is refused before {@link exchange} is called. Absent: the code is enough.
   */
  readonly requiredParameters?: Readonly<Record<string, RegExp>>;
  authorizeUrl(request: ConsentRequest): string;
  /**
   * Redeems the code. Called once: a code works once, even if the answer is lost.
   * @throws ProviderCredentialsError when the provider does not accept the code
   * @throws ProviderUnavailableError when it is unavailable, or does not accept this installation
   */
  exchange(answer: ConsentAnswer, context: CallContext): Promise<OAuthGrant>;
  /**
   * Exchanges the refresh token for a new pair. One call at a time for a connection, and never again with the same
   * token after an answer: some providers accept each refresh token once. Absent: tokens do not expire.
   * @returns all credentials of the connection, with what the provider changed
   * @throws ProviderCredentialsError when the provider refuses permanently
   * @throws ProviderUnavailableError when it did not answer, or does not accept this installation
   */
  refresh?(connection: Connection, context: CallContext): Promise<TokenCredentials>;
  /**
   * Revokes the consent. It is a success if the provider answers that it was revoked already.
   * @throws ProviderError
   */
  revoke(connection: Connection, context: CallContext): Promise<void>;
}
