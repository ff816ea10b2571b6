import { refusesCredentials, type CredentialsRule } from '../../kit/credentials.rule.js';
import type { ProviderExchange } from '../../kit/http/provider.exchange.js';
import { ProviderTransportError } from '../../kit/http/transport.error.js';
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
import { faultIn, type QuickBooksFault } from './quickbooks.fault.js';

const NOT_AUTHORIZED = /^0*3100$/;

/** https://developer.intuit.com/app/developer/qbo/docs/develop/troubleshooting/error-codes */
export const QUICKBOOKS_REFUSALS: readonly CredentialsRule[] = [
  { status: 401, meaning: 'the token is unknown, has expired, or was revoked' },
  {
    code: NOT_AUTHORIZED,
    meaning: 'the company does not let the app in: it was removed, or the token is of another one',
  },
];

/** A Fault may come with status 200; the status that it should have had is then known by its type alone. */
const STATUS_OF_TYPE: readonly [RegExp, number][] = [
  [/^authentication/i, 401],
  [/^authorization/i, 403],
  [/^validation/i, 400],
];

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
  const fault = faultIn(exchange);
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
  const meant = status === 200 ? statusOf(fault) : status;
  if (refusesCredentials(QUICKBOOKS_REFUSALS, { status: meant, code: fault.code })) {
    const what = NOT_AUTHORIZED.test(fault.code)
      ? 'does not let this app into the company: it was removed, or the token is of another company'
      : 'refused the access token';
    // The detail of a refused token quotes the token.
    return new ProviderCredentialsError(say(what, `code ${fault.code}`), options);
  }
  if (meant === 403) return new ProviderPermissionError(say('does not permit this'), options);
  if (fault.code === NOT_FOUND) return new ProviderNotFoundError(say('does not know this'), options);
  if (meant === 409) return new ProviderUnavailableError(say('reports a conflict'), options);
  if (meant !== undefined && meant >= 400 && meant < 500) return new ProviderRequestError(say('refused'), options);
  return new ProviderUnavailableError(say(`answered ${status ?? 'nothing'}`), options);
}

/** Whether another token may be let in: a company that does not let the app in refuses any. */
export function isTokenRefused(error: unknown, exchange: ProviderExchange): boolean {
  // Without a status it was not QuickBooks that refused: the token could not be renewed in the first place.
  if (!(error instanceof ProviderCredentialsError) || error.status === undefined) return false;
  return !NOT_AUTHORIZED.test(faultIn(exchange)?.code ?? '');
}

function statusOf({ type }: QuickBooksFault): number | undefined {
  return STATUS_OF_TYPE.find(([pattern]) => pattern.test(type))?.[1];
}

/** To be named to Intuit's support, and on every answer. */
function requestId(exchange: ProviderExchange): string | undefined {
  return exchange.header('intuit_tid')?.slice(0, 100);
}
