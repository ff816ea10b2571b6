import {
  ProviderCredentialsError,
  ProviderRateLimitedError,
  ProviderRequestError,
  ProviderUnavailableError,
  type ProviderError,
} from '../../provider.errors.js';
import { refusesCredentials, type CredentialsRule } from '../../kit/credentials.rule.js';
import { text } from '../../kit/fields.js';
import type { ProviderExchange } from '../../kit/http/provider.exchange.js';
import { ProviderTransportError } from '../../kit/http/transport.error.js';
import { answerOf } from '../api/square.errors.js';

/** Of a code or a refresh token; the application's own secret being refused is sorted out before. */
export const SQUARE_OAUTH_REFUSALS: readonly CredentialsRule[] = [
  { status: 401, meaning: 'the code or refresh token is unknown, has expired, or was revoked' },
  { code: /^invalid_grant$/i, meaning: 'the same, as OAuth calls it' },
];

/** What Square says of an application that it does not know, or whose secret is another. */
const NOT_US = /^not authorized\.?$/i;
/** Other servers' errors have a type too: the URI of a problem (RFC 9457), or a plain `error`. */
const LEGACY_TYPE = /^(service\.\w{1,40}|bad_request(\.\w{1,40})?|unauthorized|forbidden|not_found)$/i;
/** RFC 6749, 5.2. */
const OAUTH_ERROR = /^(invalid_(request|client|grant|scope)|unauthorized_client|unsupported_grant_type)$/;
const NOT_OUR_CLIENT = /^(invalid|unauthorized)_client$/;
/** A request that was not well formed says nothing of the code or token in it. */
const MALFORMED = /missing|redirect|unsupported/i;
/** How a 400 words `invalid_grant`: https://github.com/square/connect-ruby-sdk/issues/73 */
const DEAD_GRANT =
  /(revoked|expired|invalid)\b.*\b(token|code)\b|\b(token|code)\b.*\b(revoked|expired|invalid|not found)/i;

/**
 * What a failed OAuth call means: https://developer.squareup.com/docs/oauth-api/create-urls-for-square-authorization.
 * Square's own details may quote a code or an application, so none is repeated.
 */
export function toOAuthError(error: unknown, exchange: ProviderExchange, operation: string): ProviderError {
  const { status } = exchange;
  const options = { status };
  if (error instanceof ProviderTransportError) {
    const what = error.code === 'timeout' ? 'did not answer in time' : 'could not be reached';
    return new ProviderUnavailableError(`Square ${what} (${operation})`, options);
  }
  if (status === 429) {
    const retryAfterSeconds = exchange.retryAfter();
    return new ProviderRateLimitedError(`Square is limiting the rate (${operation})`, {
      ...options,
      retryAfterSeconds,
    });
  }
  const { code, detail, shaped } = refusalOf(exchange);
  // Without an error of the documented kind it was a proxy that answered, and Square may well be away.
  if (!shaped || status === undefined || status >= 500 || status < 400) {
    return new ProviderUnavailableError(`Square answered ${status ?? 'nothing'} (${operation})`, options);
  }
  if (NOT_US.test(detail) || status === 403 || NOT_OUR_CLIENT.test(code)) {
    const advice = 'check SQUARE_APPLICATION_ID and SQUARE_APPLICATION_SECRET';
    return new ProviderUnavailableError(`Square does not accept this installation (${operation}); ${advice}`, options);
  }
  const isDead = status === 400 && DEAD_GRANT.test(detail) && !MALFORMED.test(detail);
  if (refusesCredentials(SQUARE_OAUTH_REFUSALS, { status, code: isDead ? 'invalid_grant' : code })) {
    const what = 'Square does not accept the code or token: it was used, has expired, or was revoked; connect again';
    return new ProviderCredentialsError(what, options);
  }
  return new ProviderRequestError(`Square refused (${operation}: ${code})`, options);
}

/** A list of errors, the `message` and `type` that these endpoints have had since before it, or OAuth's own form. */
function refusalOf(exchange: ProviderExchange): { shaped: boolean; code: string; detail: string } {
  const { code, detail, shaped } = answerOf(exchange);
  if (shaped) return { shaped, code, detail };
  const { message, type, error, error_description: description } = exchange.body;
  const [legacy, standard] = [text(type) ?? '', text(error) ?? ''];
  if (LEGACY_TYPE.test(legacy)) return { shaped: true, code: legacy, detail: text(message) ?? '' };
  return { shaped: OAUTH_ERROR.test(standard), code: standard, detail: text(description) ?? '' };
}
