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
import type { ProviderExchange } from '../../kit/http/provider.exchange.js';
import { ProviderTransportError } from '../../kit/http/transport.error.js';
import { inside, text } from '../../kit/fields.js';
import { STRIPE_STRIPPED } from '../shape/stripe.stripped.js';

const ACCOUNT_INVALID = /^account_invalid$/;

/** https://docs.stripe.com/api/errors, https://docs.stripe.com/error-codes */
export const STRIPE_REFUSALS: readonly CredentialsRule[] = [
  { status: 401, meaning: "the tenant's key is unknown, expired or revoked; our own key is our own fault" },
  { code: ACCOUNT_INVALID, meaning: 'the key no longer opens the account: its owner has disconnected us' },
];

/** The object is there, and the key is of the other mode: that is not a deletion. */
const OTHER_MODE = /a similar object exists in (live|test) mode/i;
const SECRET = /\b(sk|rk|pk|whsec)_[^\s'",;)]+/g;
/** A 429 seldom says for how long; the limits are counted by the second. */
const RATE_LIMIT_SECONDS = 1;

/** Stripe's messages quote the key that was used, masked: https://docs.stripe.com/keys */
function redact(message: string): string {
  return STRIPE_STRIPPED.message(message.replace(SECRET, '$1_[redacted]')).slice(0, 500);
}

/**
 * What a failed call means. https://docs.stripe.com/error-low-level, https://docs.stripe.com/error-codes
 * @param operation such as `GET /v1/customers`
 */
export function toProviderError(
  error: unknown,
  exchange: ProviderExchange,
  call: { operation: string; onBehalfOf?: string },
): ProviderError {
  const answer = errorOf(exchange.body);
  const status = exchange.status;
  const say = (what: string) => `Stripe ${what} (${call.operation})${answer.message ? `: ${answer.message}` : ''}`;
  const options: ProviderErrorOptions = { status, requestId: requestId(exchange) };

  if (error instanceof ProviderTransportError) {
    const what = error.code === 'timeout' ? 'did not answer in time' : 'could not be reached';
    return new ProviderUnavailableError(say(what), { ...options, cause: error });
  }
  if (status !== 429 && !answer.shaped) {
    // A proxy's 401, 403 or 404 must neither end a connection nor leave a tombstone.
    const what = status === 200 ? 'answered something unreadable' : `answered ${status ?? 'nothing'}`;
    return new ProviderUnavailableError(say(what), options);
  }
  if (status === 401 && call.onBehalfOf && !ACCOUNT_INVALID.test(answer.code)) {
    // The key is our own, and says nothing of any of the accounts that it acts for.
    return new ProviderUnavailableError(say('does not accept our own key; check STRIPE_SECRET_KEY'), options);
  }
  if (refusesCredentials(STRIPE_REFUSALS, { status, code: answer.code })) {
    const what = status === 401 ? 'refused the API key' : 'no longer lets us into the account';
    return new ProviderCredentialsError(say(what), options);
  }
  if (status === 403) return new ProviderPermissionError(say('does not permit this'), options);
  if (answer.code === 'lock_timeout' && !limitReason(exchange)) {
    return new ProviderUnavailableError(say('has the object locked'), options);
  }
  if (status === 429) {
    const retryAfterSeconds = exchange.retryAfter() ?? RATE_LIMIT_SECONDS;
    const scope = limitReason(exchange)?.startsWith('endpoint-') ? 'operation' : 'account';
    return new ProviderRateLimitedError(say('is limiting the rate'), { ...options, retryAfterSeconds, scope });
  }
  if (status === 409) return new ProviderUnavailableError(say('reports a conflict'), options);
  if (answer.code === 'resource_missing' && /^(starting_after|ending_before)$/.test(answer.param)) {
    return new ProviderCursorError(say('no longer knows where the walk left off'), options);
  }
  if (status === 404 && answer.code === 'resource_missing' && !OTHER_MODE.test(answer.message)) {
    return new ProviderNotFoundError(say('does not know this'), options);
  }
  if (status !== undefined && status >= 400 && status < 500) return new ProviderRequestError(say('refused'), options);
  return new ProviderUnavailableError(say(`answered ${status ?? 'nothing'}`), options);
}

/** Why a 429: the account's limit, or that of one operation. `null`: Stripe does not say. */
function limitReason(exchange: ProviderExchange): string | undefined {
  return exchange.header('stripe-rate-limited-reason');
}

function requestId(exchange: ProviderExchange): string | undefined {
  return exchange.header('request-id')?.slice(0, 100);
}

function errorOf(body: Record<string, unknown>): { shaped: boolean; code: string; message: string; param: string } {
  const error = inside(body.error);
  return {
    // Stripe's errors always have a type; other JSON APIs, such as a proxy's, have an object of that name too.
    shaped: typeof error.type === 'string',
    code: text(error.code) ?? '',
    message: redact(text(error.message) ?? ''),
    param: text(error.param) ?? '',
  };
}
