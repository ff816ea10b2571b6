/** Some providers have separate hosts for testing. */
export type AccountEnvironment = 'production' | 'sandbox';

/** One connected account, decrypted for the time of one piece of work. Never logged, never put in a job. */
export interface Connection {
  tenantId: string;
  integrationId: string;
  externalAccountId: string;
  environment: AccountEnvironment;
  /** `key`: the tenant's own credentials. `platform`: ours, acting for the account. */
  authMethod: 'key' | 'platform' | 'oauth';
  credentials: Readonly<Record<string, string>>;
  settings: Readonly<Record<string, unknown>>;
  /**
   * The current credentials; work can outlive those it began with. Call it before each request. Credentials that are
   * about to expire are refreshed first: by one caller in all processes, and stored before they are used.
   * @param refused the access token that the provider has just refused. It is refreshed even if it has not expired. The
   *   same token is returned if it cannot be refreshed
   * @throws ProviderCredentialsError when the provider refuses to refresh them: the connection needs its owner
   * @throws ProviderUnavailableError when the provider cannot be reached now
   */
  current(refused?: string): Promise<Readonly<Record<string, string>>>;
}

export interface VerifiedAccount {
  externalAccountId: string;
  displayName: string | null;
  /** `null`: unknown. */
  livemode: boolean | null;
  scopes: string[];
  /** Other names by which the provider's webhooks may call the account: see {@link ProviderDescription.aliasStream}. */
  aliases?: readonly string[];
  /** Credentials to store in place of the given ones, if the verification has changed them: a refresh token was used up. */
  credentials?: Record<string, string>;
}

export interface CallContext {
  signal: AbortSignal;
}

export interface VerifyContext extends CallContext {
  /** The environment that the caller names; absent: none. */
  environment?: AccountEnvironment;
}
