import type { ProviderExchange } from '../http/provider.exchange.js';
import { ProviderTransportError } from '../http/transport.error.js';
import {
  ProviderCredentialsError,
  ProviderNotFoundError,
  ProviderPermissionError,
  ProviderRateLimitedError,
  ProviderRequestError,
  ProviderUnavailableError,
  type ProviderError,
  type ProviderErrorOptions,
} from '../provider.errors.js';
import { faultOf, type QuickBooksFault } from './quickbooks.fault.js';

/** Intuit says to wait a minute, and sends no Retry-After: the limits are counted by the minute. */
const RATE_LIMIT_SECONDS = 60;
const NOT_FOUND = '610';
const THROTTLED = '3001';

/**
 * What a failed call means.
 * https://developer.intuit.com/app/developer/qbo/docs/develop/troubleshooting/error-codes
 * @param operation such as `GET /v3/company/:realmId/query`
 */
export function toProviderError(error: unknown, exchange: ProviderExchange, operation: string): ProviderError {
  const { status } = exchange;
  const fault = faultOf(exchange.body);
  const options: ProviderErrorOptions = { status, requestId: requestId(exchange) };
  const say = (what: string, detail = fault?.message) =>
    `QuickBooks ${what} (${operation})${detail ? `: ${detail}` : ''}`;

  if (error instanceof ProviderTransportError) {
    const what = error.code === 'timeout' ? 'did not answer in time' : 'could not be reached';
    return new ProviderUnavailableError(say(what), { ...options, cause: error });
  }
  if (status === 429 || fault?.code === THROTTLED) {
    const retryAfterSeconds = exchange.retryAfter() ?? RATE_LIMIT_SECONDS;
    return new ProviderRateLimitedError(say('is limiting the rate'), { ...options, retryAfterSeconds });
  }
  if (!fault) {
    // A proxy's 401, 403 or 404 must neither end a connection nor leave a tombstone.
    const what = status === 200 ? 'answered something unreadable' : `answered ${status ?? 'nothing'}`;
    return new ProviderUnavailableError(say(what), options);
  }
  // The detail of a refused token quotes the token.
  if (means(status, fault, 401, /^authentication/i)) {
    return new ProviderCredentialsError(say('refused the access token', `code ${fault.code}`), options);
  }
  if (means(status, fault, 403, /^authorization/i)) {
    return new ProviderPermissionError(say('does not permit this'), options);
  }
  if (fault.code === NOT_FOUND) return new ProviderNotFoundError(say('does not know this'), options);
  if (status === 409) return new ProviderUnavailableError(say('reports a conflict'), options);
  if (means(status, fault, 400, /^validation/i) || (status !== undefined && status > 400 && status < 500)) {
    return new ProviderRequestError(say('refused'), options);
  }
  return new ProviderUnavailableError(say(`answered ${status ?? 'nothing'}`), options);
}

/** A Fault may come with status 200; what it means then stands in its type alone. */
function means(status: number | undefined, fault: QuickBooksFault, expected: number, type: RegExp): boolean {
  return status === expected || (status === 200 && type.test(fault.type));
}

/** To be named to Intuit's support, and on every answer. */
function requestId(exchange: ProviderExchange): string | undefined {
  return exchange.header('intuit_tid')?.slice(0, 100);
}
