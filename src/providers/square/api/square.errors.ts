import {
  ProviderCredentialsError,
  ProviderCursorError,
  ProviderNotFoundError,
  ProviderPermissionError,
  ProviderRateLimitedError,
  ProviderRequestError,
  ProviderUnavailableError,
  type ProviderError,
  type ProviderErrorOptions,
} from '../../provider.errors.js';
import { refusesCredentials, type CredentialsRule } from '../../kit/credentials.rule.js';
import { items, text } from '../../kit/fields.js';
import type { ProviderExchange } from '../../kit/http/provider.exchange.js';
import { ProviderTransportError } from '../../kit/http/transport.error.js';
import { SQUARE_STRIPPED } from '../shape/square.stripped.js';

/** https://developer.squareup.com/docs/build-basics/general-considerations/handling-errors#authentication-errors */
export const SQUARE_REFUSALS: readonly CredentialsRule[] = [
  { status: 401, meaning: 'the token is unknown, has expired, or was revoked' },
];

/** Square publishes neither its limits nor for how long they last. */
const RATE_LIMIT_SECONDS = 1;
/** Access tokens (EAAA…), secrets and authorization codes (sq0…, sandbox-sq0…), and whatever stands in a URL. */
const SECRET = /\b(EAAA[\w-]+|(sandbox-)?sq0\w+-[\w-]+)|https?:\/\/\S+/g;
/** The route is not there, which says nothing of any object. */
const NO_ROUTE = /^(resource|endpoint|page) not found\.?$/i;

export interface SquareAnswer {
  shaped: boolean;
  code: string;
  field: string;
  detail: string;
}

/** https://developer.squareup.com/docs/build-basics/general-considerations/handling-errors */
export function answerOf({ body }: ProviderExchange): SquareAnswer {
  const [first] = items(body.errors);
  return {
    // All of Square's errors have both; other JSON APIs, such as a proxy's, have a list of that name too.
    shaped: text(first?.category) !== null && text(first?.code) !== null,
    code: text(first?.code) ?? '',
    field: text(first?.field) ?? '',
    detail: SQUARE_STRIPPED.message((text(first?.detail) ?? '').replace(SECRET, '[redacted]')).slice(0, 500),
  };
}

/**
 * What a failed call means.
 * @param error what kept the request from being answered, if anything did
 * @param operation such as `GET /v2/payments`
 */
export function toProviderError(error: unknown, exchange: ProviderExchange, operation: string): ProviderError {
  const { status } = exchange;
  const answer = answerOf(exchange);
  const say = (what: string) => `Square ${what} (${operation})${answer.detail ? `: ${answer.detail}` : ''}`;
  const options: ProviderErrorOptions = { status, requestId: requestId(exchange) };

  if (error instanceof ProviderTransportError) {
    const what = error.code === 'timeout' ? 'did not answer in time' : 'could not be reached';
    return new ProviderUnavailableError(say(what), { ...options, cause: error });
  }
  if (status === 429) {
    const retryAfterSeconds = exchange.retryAfter() ?? RATE_LIMIT_SECONDS;
    return new ProviderRateLimitedError(say('is limiting the rate'), { ...options, retryAfterSeconds });
  }
  if (status === undefined || status >= 500 || status < 400 || !answer.shaped) {
    // A proxy's 401, 403 or 404 must neither end a connection nor leave a tombstone.
    const what = status === 200 ? 'answered something unreadable' : `answered ${status ?? 'nothing'}`;
    return new ProviderUnavailableError(say(what), options);
  }
  return toRefusal(status, answer, say, options);
}

function toRefusal(
  status: number,
  { code, field, detail }: SquareAnswer,
  say: (what: string) => string,
  options: ProviderErrorOptions,
): ProviderError {
  if (refusesCredentials(SQUARE_REFUSALS, { status, code })) {
    return new ProviderCredentialsError(say('refused the access token'), options);
  }
  if (status === 403) return new ProviderPermissionError(say('does not permit this'), options);
  if (status === 408 || status === 409) return new ProviderUnavailableError(say('could not do it now'), options);
  if (code === 'INVALID_CURSOR' || field === 'cursor') {
    return new ProviderCursorError(say('no longer knows where the walk left off'), options);
  }
  if (status === 404 && code === 'NOT_FOUND' && !NO_ROUTE.test(detail)) {
    return new ProviderNotFoundError(say('does not know this'), options);
  }
  return new ProviderRequestError(say('refused'), options);
}

function requestId(exchange: ProviderExchange): string | undefined {
  return exchange.header('x-request-id')?.slice(0, 100);
}
