import type { Connection } from '../../connection.js';
import { ProviderCredentialsError } from '../../provider.errors.js';
import { text } from '../../kit/fields.js';
import { fingerprint } from '../../kit/fingerprint.js';
import type { MailchimpTarget } from './mailchimp.sdk.js';
import { apiBaseUrl, dataCentreOf } from './mailchimp.hosts.js';

/** On whose behalf requests are made: nothing of a tenant stays in the client. */
export interface MailchimpAccess {
  /** Names the account whose limits it counts in. */
  account: string;
  /** Whose work it is; absent while the account is not connected yet. */
  tenantId?: string;
  /** The one audience that the connection is about; `null`: all of the account's. */
  audienceId: string | null;
  /** Asked before each request. @throws ProviderCredentialsError */
  target(): Promise<MailchimpTarget>;
}

/** @param configured MAILCHIMP_API_BASE_URL */
export function accessOf(connection: Connection, configured: string | undefined): MailchimpAccess {
  const { externalAccountId: account, tenantId, settings } = connection;
  return {
    account,
    tenantId,
    audienceId: text(settings.audienceId) || null,
    target: async () => targetOf(await connection.current(), configured),
  };
}

/** Credentials whose account is not known yet. */
export function accessOfCredentials(
  credentials: Readonly<Record<string, string>>,
  configured: string | undefined,
): MailchimpAccess {
  return {
    account: fingerprint('key', credentials.apiKey ?? credentials.accessToken ?? ''),
    audienceId: null,
    target: async () => targetOf(credentials, configured),
  };
}

/** A key names its data centre; beside a token it was kept when the account was connected. */
function targetOf(
  { apiKey, accessToken, dataCentre }: Readonly<Record<string, string>>,
  configured: string | undefined,
): MailchimpTarget {
  if (apiKey) {
    // The user's name does not matter: https://mailchimp.com/developer/marketing/docs/fundamentals/#connect
    const pair = Buffer.from(`user:${apiKey}`).toString('base64');
    return { baseUrl: known(apiBaseUrl(dataCentreOf(apiKey), configured)), authorization: `Basic ${pair}` };
  }
  if (!accessToken)
    throw new ProviderCredentialsError('This connection has no Mailchimp credentials; connect it again');
  return { baseUrl: known(apiBaseUrl(dataCentre, configured)), authorization: `Bearer ${accessToken}` };
}

function known(baseUrl: string | null): string {
  if (baseUrl === null) {
    throw new ProviderCredentialsError('The Mailchimp data centre of this connection is not known; connect it again');
  }
  return baseUrl;
}
