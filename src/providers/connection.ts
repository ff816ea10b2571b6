/** Where a provider has hosts of its own for trying things out. */
export type AccountEnvironment = 'production' | 'sandbox';

/** One connected account, decrypted for the length of one piece of work. Never logged, never put in a job. */
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
   * The credentials as they are now, for work that may outlive those it began with. What is about to expire is renewed
   * first: by one caller in all processes, and stored before anyone uses it. To be asked before each request.
   * @param refused the access token that the provider has just refused; renewed even if it seemed good. Comes back
   *   the same where nothing can be renewed
   * @throws ProviderCredentialsError when the provider does not renew them: the connection needs its owner
   * @throws ProviderUnavailableError when it cannot be asked now
   */
  current(refused?: string): Promise<Readonly<Record<string, string>>>;
}

export interface VerifiedAccount {
  externalAccountId: string;
  displayName: string | null;
  /** `null` when the provider does not say. */
  livemode: boolean | null;
  scopes: string[];
  /** Other names by which the provider's webhooks may call the account: see {@link ProviderDescription.aliasStream}. */
  aliases?: readonly string[];
  /** What to keep in place of the given credentials, where asking has changed them: a refresh token was used up. */
  credentials?: Record<string, string>;
}

export interface CallContext {
  signal: AbortSignal;
}

export interface VerifyContext extends CallContext {
  /** What the caller says of the credentials; absent: nothing. */
  environment?: AccountEnvironment;
}
