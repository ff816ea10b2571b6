import {
  ProviderCredentialsError,
  ProviderRateLimitedError,
  ProviderRequestError,
  ProviderUnavailableError,
  type ProviderError,
} from '../../provider.errors.js';
import { refusesCredentials, type CredentialsRule } from '../../kit/credentials.rule.js';
import type { ProviderExchange } from '../../kit/http/provider.exchange.js';

/** Only a code is ever redeemed: the platform's own key acts for the accounts, and nothing is refreshed. */
export const STRIPE_OAUTH_REFUSALS: readonly CredentialsRule[] = [
  { code: /^invalid_grant$/, meaning: 'the code was used, has expired, or is not ours' },
];

const CODE = /^[a-z_]{1,64}$/;
const NOT_CONNECTED = /is not connected to/i;

interface OAuthFailure {
  code: string | null;
  description: string;
}

/**
 * What a failed OAuth call means: https://docs.stripe.com/connect/oauth-reference. Stripe's own
 * description quotes the authorization code, so only the error's code is repeated.
 */
export function toOAuthError(error: unknown, exchange: ProviderExchange, operation: string): ProviderError {
  const { status } = exchange;
  const { code } = failureOf(exchange);
  const options = { status };
  if (status === undefined) {
    const timedOut = (error as { detail?: { code?: unknown } } | null)?.detail?.code === 'timeout';
    const what = timedOut ? 'did not answer in time' : 'could not be reached';
    return new ProviderUnavailableError(`Stripe ${what} (${operation})`, options);
  }
  if (status === 429) {
    const retryAfterSeconds = exchange.retryAfter();
    return new ProviderRateLimitedError(`Stripe is limiting the rate (${operation})`, {
      ...options,
      retryAfterSeconds,
    });
  }
  // Without an error of the documented kind it was a proxy that answered, and Stripe may well be away.
  if (!code || status >= 500 || status < 400) {
    return new ProviderUnavailableError(`Stripe answered ${status} (${operation})`, options);
  }
  if (refusesCredentials(STRIPE_OAUTH_REFUSALS, { status, code })) {
    return new ProviderCredentialsError(
      'Stripe does not accept the authorization code: it was used, has expired, or is not ours; connect again',
      options,
    );
  }
  if (code === 'invalid_client' || status === 401) {
    return new ProviderUnavailableError(
      `Stripe does not accept this installation (${operation}: ${code}); check STRIPE_SECRET_KEY and STRIPE_CLIENT_ID`,
      options,
    );
  }
  return new ProviderRequestError(`Stripe refused (${operation}: ${code})`, options);
}

/** The owner was faster: https://docs.stripe.com/connect/oauth-reference */
export function isDisconnectedAlready(operation: string, exchange: ProviderExchange): boolean {
  if (operation !== 'POST /oauth/deauthorize') return false;
  const { code, description } = failureOf(exchange);
  return code === 'invalid_client' && NOT_CONNECTED.test(description);
}

/** From the text: the SDK rewrites the parsed answer of a failed OAuth call. */
function failureOf({ text }: ProviderExchange): OAuthFailure {
  try {
    const body = JSON.parse(text) as { error?: unknown; error_description?: unknown } | null;
    const code = typeof body?.error === 'string' && CODE.test(body.error) ? body.error : null;
    return { code, description: String(body?.error_description ?? '') };
  } catch {
    return { code: null, description: '' };
  }
}
