import type { AccountEnvironment, CallContext, Connection, VerifiedAccount } from './connection.js';

/** What the owner of an account is sent to the provider's consent page with. */
export interface ConsentRequest {
  /** Opaque; comes back unchanged. */
  state: string;
  /** Where the provider sends the owner afterwards, the same in {@link ConsentAnswer}. */
  redirectUri: string;
  /** S256 (RFC 7636), for providers that offer it; the others leave it out. */
  codeChallenge: string;
}

/** What the owner came back with, the `state` checked and used up. */
export interface ConsentAnswer {
  /** Works once, and for minutes only. */
  code: string;
  redirectUri: string;
  codeVerifier: string;
  /** As asked for when it began; absent: it was not said. */
  environment?: AccountEnvironment;
  /** What else the callback said, each at most once: some providers name the account only here. */
  parameters: Readonly<Record<string, string>>;
}

export interface OAuthGrant {
  account: VerifiedAccount;
  /** `platform`: our own key acts for the account. `oauth`: tokens of its own do. */
  authMethod: 'platform' | 'oauth';
  /** Kept sealed and handed back in every {@link Connection}; empty where our own key does. */
  credentials: TokenCredentials | Readonly<Record<string, never>>;
}

/**
 * Tokens of an account, by the names that are known outside of its provider too: `accessToken`, `refreshToken`,
 * `expiresAt` (absent: it does not end) and `renewAt` (if that is to be much sooner than shortly before the end), both
 * ISO 8601. A provider may add its own.
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
  /** Whether this installation is registered with the provider. Nothing else is called where it is not. */
  isConfigured(): boolean;
  /** What `iss` of a callback must be when it is there (RFC 9207); absent where the provider names no issuer. */
  readonly issuer?: string;
  /**
   * What a callback must bring beside the code, and the form of each: `{ companyId: /^\d+$/ }`. One without is refused
   * before {@link exchange} is asked. Absent: the code is enough.
   */
  readonly requiredParameters?: Readonly<Record<string, RegExp>>;
  authorizeUrl(request: ConsentRequest): string;
  /**
   * Redeems the code. Asked once: a code whose answer was lost is spent.
   * @throws ProviderCredentialsError when the provider does not accept the code
   * @throws ProviderUnavailableError when it is away, or does not accept this installation
   */
  exchange(answer: ConsentAnswer, context: CallContext): Promise<OAuthGrant>;
  /**
   * Trades the refresh token for a new pair. Asked once at a time for a connection, and never again with the same
   * token after an answer: some providers take each refresh token once. Absent: tokens do not end.
   * @returns all credentials of the connection, with what the provider changed
   * @throws ProviderCredentialsError when the provider refuses for good
   * @throws ProviderUnavailableError when it did not answer, or does not accept this installation
   */
  renew?(connection: Connection, context: CallContext): Promise<TokenCredentials>;
  /**
   * Gives the consent back. Where the provider tells that it was given back already, that is a success.
   * @throws ProviderError
   */
  revoke(connection: Connection, context: CallContext): Promise<void>;
}
