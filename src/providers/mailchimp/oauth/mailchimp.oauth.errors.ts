import { refusesCredentials, type CredentialsRule } from '../../kit/credentials.rule.js';
import type { ProviderExchange } from '../../kit/http/provider.exchange.js';
import { ProviderTransportError } from '../../kit/http/transport.error.js';
import {
  ProviderCredentialsError,
  ProviderRateLimitedError,
  ProviderRequestError,
  ProviderUnavailableError,
  type ProviderError,
} from '../../provider.errors.js';

/** While an account is being connected: Mailchimp's tokens do not end, and nothing is refreshed. */
export const MAILCHIMP_OAUTH_REFUSALS: readonly CredentialsRule[] = [
  { code: /^invalid_grant$/, meaning: 'the code was used, has expired, or is not ours' },
  { code: /^invalid_token$/, meaning: 'the token that the code has brought is not good' },
];

const CODE = /^[a-z_]{1,64}$/;

/**
 * What a failed call to the login host means; its errors are those of OAuth (RFC 6749, 5.2). A description may quote
 * the code, so only the error's own name is repeated.
 * @param error what the transport has thrown; `null`: there was an answer
 */
export function toOAuthError(error: unknown, exchange: ProviderExchange, operation: string): ProviderError {
  const { status } = exchange;
  const options = { status };
  if (error instanceof ProviderTransportError || status === undefined) {
    const timedOut = error instanceof ProviderTransportError && error.code === 'timeout';
    const what = timedOut ? 'did not answer in time' : 'could not be reached';
    return new ProviderUnavailableError(`Mailchimp ${what} (${operation})`, options);
  }
  if (status === 429) {
    const retryAfterSeconds = exchange.retryAfter();
    return new ProviderRateLimitedError(`Mailchimp is limiting the rate (${operation})`, {
      ...options,
      retryAfterSeconds,
    });
  }
  const code = codeOf(exchange);
  // Without an error of the documented kind it was a proxy that answered, and Mailchimp may well be away.
  if (!code || status >= 500 || status < 400) {
    return new ProviderUnavailableError(`Mailchimp answered ${status} (${operation})`, options);
  }
  if (refusesCredentials(MAILCHIMP_OAUTH_REFUSALS, { status, code })) {
    const what = code === 'invalid_grant' ? 'authorization code: it was used, has expired, or is not ours' : 'token';
    return new ProviderCredentialsError(`Mailchimp does not accept the ${what}; connect again`, options);
  }
  if (code === 'invalid_client' || status === 401) {
    return new ProviderUnavailableError(
      `Mailchimp does not accept this installation (${operation}: ${code}); check MAILCHIMP_CLIENT_ID and MAILCHIMP_CLIENT_SECRET`,
      options,
    );
  }
  return new ProviderRequestError(`Mailchimp refused (${operation}: ${code})`, options);
}

function codeOf({ body }: ProviderExchange): string | null {
  return typeof body.error === 'string' && CODE.test(body.error) ? body.error : null;
}
