import type { CredentialsRule } from '../../kit/credentials.rule.js';
import type { ProviderExchange } from '../../http/provider.exchange.js';
import { oauthAnswer, type OAuthFailureTable } from '../../kit/oauth.failures.js';

export const QUICKBOOKS_OAUTH_REFUSALS: readonly CredentialsRule[] = [
  {
    code: /^invalid_grant$/,
    meaning: 'the code or refresh token was used, has expired, or was withdrawn',
    says: 'does not accept the consent: it was used, has expired, or was withdrawn',
  },
];

/** https://developer.intuit.com/app/developer/qbo/docs/develop/authentication-and-authorization/faq */
export const QUICKBOOKS_OAUTH_FAILURES: OAuthFailureTable = {
  title: 'QuickBooks',
  installation: 'QUICKBOOKS_CLIENT_ID and QUICKBOOKS_CLIENT_SECRET',
  refusals: QUICKBOOKS_OAUTH_REFUSALS,
  rateLimitSeconds: 60,
  requestIdHeader: 'intuit_tid',
};

/** Also where the owner was faster, in QuickBooks' own list of apps. */
export function isRevoked(exchange: ProviderExchange): boolean {
  if (exchange.status !== 400) return exchange.status === 200;
  const { code, description } = oauthAnswer(exchange) ?? {};
  if (code === 'invalid_grant' || code === 'invalid_token') return true;
  return code === 'invalid_request' && /revoked|unknown|invalid|expired/i.test(description ?? '');
}
