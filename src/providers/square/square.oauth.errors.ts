import {
  ProviderCredentialsError,
  ProviderRateLimitedError,
  ProviderRequestError,
  ProviderUnavailableError,
  type ProviderError,
} from '../provider.errors.js';
import { text } from '../fields.js';
import type { ProviderExchange } from '../http/provider.exchange.js';
import { ProviderTransportError } from '../http/transport.error.js';
import { answerOf } from './square.errors.js';

/** What Square says of an application that it does not know, or whose secret is another. */
const NOT_US = /^not authorized\.?$/i;
/** A request that was not well formed says nothing of the code or token in it. */
const MALFORMED = /missing|redirect|unsupported/i;

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
  if (status === 429) return new ProviderRateLimitedError(`Square is limiting the rate (${operation})`, options);
  const { code, detail, shaped } = refusalOf(exchange);
  // Without an error of the documented kind it was a proxy that answered, and Square may well be away.
  if (!shaped || status === undefined || status >= 500 || status < 400) {
    return new ProviderUnavailableError(`Square answered ${status ?? 'nothing'} (${operation})`, options);
  }
  if (NOT_US.test(detail) || status === 403) {
    const advice = 'check SQUARE_APPLICATION_ID and SQUARE_APPLICATION_SECRET';
    return new ProviderUnavailableError(`Square does not accept this installation (${operation}); ${advice}`, options);
  }
  if (status === 401 || (status === 400 && !MALFORMED.test(detail))) {
    const what = 'Square does not accept the code or token: it was used, has expired, or was revoked; connect again';
    return new ProviderCredentialsError(what, options);
  }
  return new ProviderRequestError(`Square refused (${operation}: ${code})`, options);
}

/** A list of errors, or the `message` and `type` that these endpoints have had since before it. */
function refusalOf(exchange: ProviderExchange): { shaped: boolean; code: string; detail: string } {
  const { code, detail, shaped } = answerOf(exchange);
  if (shaped) return { shaped, code, detail };
  const { message, type } = exchange.body;
  return { shaped: text(type) !== null, code: (text(type) ?? '').slice(0, 64), detail: text(message) ?? '' };
}
