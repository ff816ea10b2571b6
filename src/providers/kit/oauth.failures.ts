import {
  ProviderCredentialsError,
  ProviderRateLimitedError,
  ProviderRequestError,
  ProviderUnavailableError,
  type ProviderError,
} from '../provider.errors.js';
import { refusalOf, type CredentialsRule } from './credentials.rule.js';
import { transportFailure } from './failure.mapper.js';
import { text } from './fields.js';
import type { ProviderExchange } from '../http/provider.exchange.js';

const CODE = /^[a-z_]{1,64}$/;

/** An error of RFC 6749, 5.2. The description may quote a code or a token, so it is never repeated. */
export interface OAuthAnswer {
  code: string;
  description: string;
}

/** How a vendor's token endpoint words its failures. */
export interface OAuthFailureTable {
  /** Name of the vendor, with which messages begin. */
  title: string;
  /** The variables that an operator checks when the vendor does not accept this installation. */
  installation: string;
  /** The only answers that end a connection, or refuse a consent. */
  refusals: readonly CredentialsRule[];
  /** Absent: the `error` of RFC 6749. `null`: the answer is not the vendor's. */
  read?(exchange: ProviderExchange): OAuthAnswer | null;
  /** What refuses this installation, beside `invalid_client` and a 401 that is no refusal. */
  refusesInstallation?(answer: OAuthAnswer, status: number): boolean;
  /** Wait after a 429 that does not say for how long; absent: not known. */
  rateLimitSeconds?: number;
  requestIdHeader?: string;
}

/**
 * What a failed call of a token endpoint means, for all vendors alike. Without an error of the documented form it was a
 * proxy that answered, and the vendor may well be away.
 * @param operation such as `POST /oauth/token`
 */
export function oauthFailure(table: OAuthFailureTable, exchange: ProviderExchange, operation: string): ProviderError {
  exchange.parse();
  const { status } = exchange;
  const { title } = table;
  const options = { status, requestId: exchange.requestId(table.requestIdHeader) };
  if (exchange.failure || status === undefined) {
    return new ProviderUnavailableError(`${title} ${transportFailure(exchange)} (${operation})`, options);
  }
  if (status === 429) {
    const retryAfterSeconds = exchange.retryAfter() ?? table.rateLimitSeconds;
    return new ProviderRateLimitedError(`${title} is limiting the rate (${operation})`, {
      ...options,
      retryAfterSeconds,
    });
  }
  const answer = (table.read ?? oauthAnswer)(exchange);
  if (!answer || status >= 500 || status < 400) {
    return new ProviderUnavailableError(`${title} answered ${status} (${operation})`, options);
  }
  const { code } = answer;
  const refusal = table.refusesInstallation?.(answer, status) ? undefined : refusalOf(table.refusals, { status, code });
  if (refusal) return new ProviderCredentialsError(`${title} ${refusal.says}; connect again`, options);
  if (table.refusesInstallation?.(answer, status) || code === 'invalid_client' || status === 401) {
    const what = `${title} does not accept this installation (${operation}: ${code})`;
    return new ProviderUnavailableError(`${what}; check ${table.installation}`, options);
  }
  return new ProviderRequestError(`${title} refused (${operation}: ${code})`, options);
}

/** The error of RFC 6749, 5.2, if the answer is one. */
export function oauthAnswer(exchange: ProviderExchange): OAuthAnswer | null {
  exchange.parse();
  const { error, error_description: description } = exchange.body;
  const code = text(error);
  return code !== null && CODE.test(code) ? { code, description: text(description) ?? '' } : null;
}
