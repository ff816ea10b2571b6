import {
  ProviderCredentialsError,
  ProviderNotFoundError,
  ProviderPermissionError,
  ProviderRateLimitedError,
  ProviderRequestError,
  ProviderUnavailableError,
  type ProviderError,
  type ProviderErrorOptions,
} from '../../provider.errors.js';
import { refusesCredentials, type CredentialsRule } from '../../kit/credentials.rule.js';
import type { ProviderExchange } from '../../kit/http/provider.exchange.js';
import { ProviderTransportError } from '../../kit/http/transport.error.js';
import { text } from '../../kit/fields.js';

/** A 429 never says for how long: it is one of too many connections, which end within seconds. */
const TOO_MANY_CONNECTIONS_SECONDS = 1;
/** The throttle in front of the API looks at traffic over a longer time. */
const THROTTLED_SECONDS = 5;
/** Keys, tokens and signing secrets, wherever a message quotes one. */
const SECRET = /\b(?:[0-9a-f]{32}(?:-[a-z]{2,4}\d{1,3})?|mcwh_\w+)\b/gi;

/** By the title of the problem: https://mailchimp.com/developer/marketing/docs/errors/#error-glossary */
export const MAILCHIMP_REFUSALS: readonly CredentialsRule[] = [
  { status: 401, meaning: 'the key or token is unknown, or was revoked' },
  { status: 403, code: /user ?disabled/i, meaning: 'the user whose key or token it is was disabled' },
];

/**
 * What a failed call means. https://mailchimp.com/developer/marketing/docs/errors/
 * @param error what the transport has thrown; `null`: there was an answer
 * @param operation such as `GET /lists`
 */
export function toProviderError(error: unknown, exchange: ProviderExchange, operation: string): ProviderError {
  const { status } = exchange;
  const problem = problemOf(exchange);
  const say = (what: string) => `Mailchimp ${what} (${operation})${problem ? `: ${problem.message}` : ''}`;
  const options: ProviderErrorOptions = { status, requestId: exchange.header('x-request-id')?.slice(0, 100) };

  if (error instanceof ProviderTransportError) {
    const what = error.code === 'timeout' ? 'did not answer in time' : 'could not be reached';
    return new ProviderUnavailableError(say(what), { ...options, cause: error });
  }
  if (status === 429 || (status === 403 && !problem)) {
    const otherwise = status === 429 ? TOO_MANY_CONNECTIONS_SECONDS : THROTTLED_SECONDS;
    const retryAfterSeconds = exchange.retryAfter() ?? otherwise;
    return new ProviderRateLimitedError(say('is limiting the rate'), { ...options, retryAfterSeconds });
  }
  if (status === undefined || status < 400 || !problem) {
    // A proxy's 401 or 404 must neither end a connection nor leave a tombstone.
    const isSuccess = status !== undefined && status < 300;
    const what = isSuccess ? 'answered something unreadable' : `answered ${status ?? 'nothing'}`;
    return new ProviderUnavailableError(say(what), options);
  }
  if (refusesCredentials(MAILCHIMP_REFUSALS, { status, code: problem.title })) {
    return new ProviderCredentialsError(say('refused the credentials'), options);
  }
  if (status === 403) return new ProviderPermissionError(say('does not permit this'), options);
  if (status === 404) return new ProviderNotFoundError(say('does not know this'), options);
  if (status === 409 || status >= 500) return new ProviderUnavailableError(say(`answered ${status}`), options);
  return new ProviderRequestError(say('refused'), options);
}

/** problem+json (RFC 9457); `null`: it was not Mailchimp's API that answered. */
function problemOf({ body }: ProviderExchange): { title: string; message: string } | null {
  const title = text(body.title);
  if (title === null || typeof body.status !== 'number' || isForeign(text(body.type), title)) return null;
  const message = [title, text(body.detail)].filter(Boolean).join(': ');
  return { title, message: message.replace(SECRET, '[redacted]').slice(0, 500) };
}

/** Other servers answer with RFC 9457 too: with another type, or with HTTP's own title of a 401. */
function isForeign(type: string | null, title: string): boolean {
  if (type === null || type === 'about:blank') return title === 'Unauthorized';
  return !/mailchimp/i.test(type);
}
