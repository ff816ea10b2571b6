import { refusesCredentials, type CredentialsRule } from '../../kit/credentials.rule.js';
import { text } from '../../kit/fields.js';
import type { ProviderExchange } from '../../kit/http/provider.exchange.js';
import { ProviderTransportError } from '../../kit/http/transport.error.js';
import {
  ProviderCredentialsError,
  ProviderRateLimitedError,
  ProviderRequestError,
  ProviderUnavailableError,
  type ProviderError,
} from '../../provider.errors.js';

export const QUICKBOOKS_OAUTH_REFUSALS: readonly CredentialsRule[] = [
  { code: /^invalid_grant$/, meaning: 'the code or refresh token was used, has expired, or was withdrawn' },
];

const CODE = /^[a-z_]{1,64}$/;
const GONE = /revoked|unknown|invalid|expired/i;

/**
 * What a failed OAuth call means. Only the error's code is repeated: a description may quote what was sent.
 * https://developer.intuit.com/app/developer/qbo/docs/develop/authentication-and-authorization/faq
 */
export function toOAuthError(error: unknown, exchange: ProviderExchange, operation: string): ProviderError {
  const { status } = exchange;
  const code = codeOf(exchange);
  const options = { status, requestId: exchange.header('intuit_tid')?.slice(0, 100) };
  const failed = `QuickBooks did not ${operation}`;
  if (status === undefined) {
    const why = isTimeout(error) ? 'no answer in time' : 'it could not be reached';
    return new ProviderUnavailableError(`${failed}: ${why}`, options);
  }
  if (status === 429) {
    const retryAfterSeconds = exchange.retryAfter() ?? 60;
    return new ProviderRateLimitedError(`${failed}: it is limiting the rate`, { ...options, retryAfterSeconds });
  }
  // Without an error of the documented kind it was a proxy that answered, and Intuit may well be away.
  if (code === null || status >= 500 || status < 400) {
    return new ProviderUnavailableError(`${failed}: it answered ${status}`, options);
  }
  if (refusesCredentials(QUICKBOOKS_OAUTH_REFUSALS, { status, code })) {
    return new ProviderCredentialsError(
      `${failed}: the consent was used, has expired, or was withdrawn; connect again`,
      options,
    );
  }
  if (code === 'invalid_client' || status === 401) {
    const hint = 'check QUICKBOOKS_CLIENT_ID and QUICKBOOKS_CLIENT_SECRET';
    return new ProviderUnavailableError(`${failed}: it does not accept this installation (${code}); ${hint}`, options);
  }
  return new ProviderRequestError(`${failed}: it refused (${code})`, options);
}

/** The owner was faster, in QuickBooks' own list of apps. */
export function isRevokedAlready(operation: string, exchange: ProviderExchange): boolean {
  if (operation !== 'revoke the token' || exchange.status !== 400) return false;
  const code = codeOf(exchange);
  if (code === 'invalid_grant' || code === 'invalid_token') return true;
  return code === 'invalid_request' && GONE.test(text(exchange.body.error_description) ?? '');
}

function codeOf({ body }: ProviderExchange): string | null {
  const code = text(body.error);
  return code !== null && CODE.test(code) ? code : null;
}

/** The SDK wraps what the network has thrown, and keeps its message only. */
function isTimeout(error: unknown): boolean {
  return error instanceof ProviderTransportError ? error.code === 'timeout' : (error as Error).message === 'timeout';
}
