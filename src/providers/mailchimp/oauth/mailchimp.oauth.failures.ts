import type { CredentialsRule } from '../../kit/credentials.rule.js';
import type { OAuthFailureTable } from '../../kit/oauth.failures.js';

/** While an account is being connected: Mailchimp's tokens do not end, and nothing is refreshed. */
export const MAILCHIMP_OAUTH_REFUSALS: readonly CredentialsRule[] = [
  {
    code: /^invalid_grant$/,
    meaning: 'the code was used, has expired, or is not ours',
    says: 'does not accept the authorization code: it was used, has expired, or is not ours',
  },
  {
    code: /^invalid_token$/,
    meaning: 'the token that the code has brought is not good',
    says: 'does not accept the token',
  },
];

/** The errors of the login host are those of OAuth (RFC 6749, 5.2). */
export const MAILCHIMP_OAUTH_FAILURES: OAuthFailureTable = {
  title: 'Mailchimp',
  installation: 'MAILCHIMP_CLIENT_ID and MAILCHIMP_CLIENT_SECRET',
  refusals: MAILCHIMP_OAUTH_REFUSALS,
};
