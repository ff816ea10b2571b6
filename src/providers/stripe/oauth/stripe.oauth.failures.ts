import type { CredentialsRule } from '../../kit/credentials.rule.js';
import type { ProviderExchange } from '../../http/provider.exchange.js';
import { oauthAnswer, type OAuthFailureTable } from '../../kit/oauth.failures.js';

/** Only a code is ever redeemed: the platform's own key acts for the accounts, and nothing is refreshed. */
export const STRIPE_OAUTH_REFUSALS: readonly CredentialsRule[] = [
  {
    code: /^invalid_grant$/,
    meaning: 'the code was used, has expired, or is not ours',
    says: 'does not accept the authorization code: it was used, has expired, or is not ours',
  },
];

/** https://docs.stripe.com/connect/oauth-reference */
export const STRIPE_OAUTH_FAILURES: OAuthFailureTable = {
  title: 'Stripe',
  installation: 'STRIPE_SECRET_KEY and STRIPE_CLIENT_ID',
  refusals: STRIPE_OAUTH_REFUSALS,
};

/** The owner was faster: https://docs.stripe.com/connect/oauth-reference */
export function isDisconnectedAlready(exchange: ProviderExchange): boolean {
  const answer = oauthAnswer(exchange);
  return answer?.code === 'invalid_client' && /is not connected to/i.test(answer.description);
}
