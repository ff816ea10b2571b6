import {
  ProviderCredentialsError,
  ProviderPermissionError,
  ProviderRateLimitedError,
  ProviderRequestError,
  ProviderUnavailableError,
  type ProviderError,
  type ProviderErrorOptions,
} from '../provider.errors.js';
import { refusalOf, type CredentialsRule } from './credentials.rule.js';
import type { ProviderExchange } from '../http/provider.exchange.js';

const LONGEST_MESSAGE = 500;
const HEAVY_STATUSES = new Set([500, 502, 503, 504]);
const HEAVY_FAILURES = new Set(['timeout', 'too_large']);

/** What a vendor's error says, as its failures file reads it. */
export interface VendorAnswer {
  code: string;
  /** Shown and stored: without keys, tokens, and whatever else a message may quote. */
  message: string;
}

/** A failed call, as the rules of a vendor see it. */
export interface FailedCall<A extends VendorAnswer> {
  exchange: ProviderExchange;
  /** Of the answer, or what the answer meant; `undefined`: there was none. */
  status: number | undefined;
  /** `null`: the answer does not have the vendor's form, so it came from something in between. */
  answer: A | null;
  /** The request was made with the installation's own key, on behalf of the account. */
  byPlatform: boolean;
}

/** One meaning of a failed call that is the vendor's own. The first rule that applies decides. */
export interface FailureRule<A extends VendorAnswer> {
  when(failed: FailedCall<A>): boolean;
  as: new (message: string, options: ProviderErrorOptions) => ProviderError;
  /** What the vendor did, for the message: `no longer knows where the walk left off`. */
  says: string;
  /** Of a rate limit, where the vendor does not say. */
  retryAfterSeconds?: number;
  /** Of an exhausted budget: when the next one begins, such as `startOfNextMonth`. */
  blockedUntil?(now: Date): Date;
}

/**
 * How a vendor words its failures.
 * @example
 * const FAILURES = new FailureMapper<VendorAnswer>({
 *   title: 'Box office',
 *   requestIdHeader: 'x-request-id',
 *   read: ({ body }) => (typeof body.code === 'string' ? { code: body.code, message: String(body.text) } : null),
 *   refusals: [{ status: 401, meaning: 'the token is unknown', says: 'refused the token', refreshes: true }],
 *   rateLimitSeconds: 1,
 *   rules: [{ when: ({ status }) => status === 404, as: ProviderNotFoundError, says: 'does not know this' }],
 * });
 */
export interface FailureTable<A extends VendorAnswer> {
  /** Name of the vendor, with which messages begin. */
  title: string;
  /** Header of the vendor's id of a request, lower case. */
  requestIdHeader: string;
  /**
   * Reads the vendor's error out of an answer: of its `body` where that is a JSON object, else of its `text` and
   * `header('content-type')`. `null`: it is none, and may come from a proxy.
   */
  read(exchange: ProviderExchange): A | null;
  /** The only answers that end a connection. */
  refusals: readonly CredentialsRule[];
  /** Wait after a 429 that does not say for how long. */
  rateLimitSeconds: number;
  /** What a 429 limits; absent: the account. */
  limitScope?(exchange: ProviderExchange): 'account' | 'operation';
  /** The status that an error within a 200 should have had. */
  meantStatus?(answer: A): number | undefined;
  /** In place of the message of refused credentials, where that may quote them. */
  refusalDetail?(answer: A): string;
  /** Rules that come before all others. */
  first?: readonly FailureRule<A>[];
  /** Rules for answers in the vendor's form with a 4xx that is none of 401, 403, 409 and 429. */
  rules: readonly FailureRule<A>[];
}

/**
 * What a failed call means, for all vendors alike. An answer without the vendor's form says nothing of the connection or
 * the object: a proxy's 401, 403 or 404 must neither end a connection nor leave a tombstone.
 */
export class FailureMapper<A extends VendorAnswer = VendorAnswer> {
  constructor(private readonly table: FailureTable<A>) {}

  get requestIdHeader(): string {
    return this.table.requestIdHeader;
  }

  /** @param operation such as `GET /v1/customers` */
  toError(exchange: ProviderExchange, operation: string, byPlatform = false): ProviderError {
    const { table } = this;
    exchange.parse();
    const answer = table.read(exchange);
    const options = {
      status: exchange.status,
      requestId: exchange.requestId(table.requestIdHeader),
      isHeavy: isHeavy(exchange),
    };
    const say = (what: string, detail = answer?.message.slice(0, LONGEST_MESSAGE)) =>
      `${table.title} ${what} (${operation})${detail ? `: ${detail}` : ''}`;
    if (exchange.failure) {
      return new ProviderUnavailableError(say(transportFailure(exchange)), { ...options, cause: exchange.failure });
    }
    const status = (exchange.status === 200 && answer && table.meantStatus?.(answer)) || exchange.status;
    const failed: FailedCall<A> = { exchange, status, answer, byPlatform };
    const early = table.first?.find((rule) => rule.when(failed));
    if (early) return byRule(early, say, exchange, options);
    if (status === 429) {
      const retryAfterSeconds = exchange.retryAfter() ?? table.rateLimitSeconds;
      const scope = table.limitScope?.(exchange);
      return new ProviderRateLimitedError(say('is limiting the rate'), { ...options, retryAfterSeconds, scope });
    }
    if (!answer || status === undefined || status >= 500) {
      return new ProviderUnavailableError(say(answered(exchange, answer)), options);
    }
    const refusal = refusalOf(table.refusals, { status, code: answer.code });
    if (refusal) {
      const refreshable = refusal.refreshes ?? false;
      const detail = table.refusalDetail?.(answer);
      return new ProviderCredentialsError(say(refusal.says, detail), { ...options, refreshable });
    }
    if (status === 403) return new ProviderPermissionError(say('does not permit this'), options);
    if (status === 409) return new ProviderUnavailableError(say('reports a conflict'), options);
    const rule = table.rules.find((candidate) => candidate.when(failed));
    if (rule) return byRule(rule, say, exchange, options);
    if (status >= 400) return new ProviderRequestError(say('refused'), options);
    return new ProviderUnavailableError(say(answered(exchange, answer)), options);
  }
}

/** Whether less at once may succeed. A server that names a time is not asked for less, but later. */
function isHeavy(exchange: ProviderExchange): boolean {
  if (exchange.failure) return HEAVY_FAILURES.has(exchange.failure.code);
  return HEAVY_STATUSES.has(exchange.status ?? 0) && exchange.retryAfter() === undefined;
}

/** Why there is no answer, for a message. */
export function transportFailure({ failure }: ProviderExchange): string {
  if (failure?.code === 'timeout') return 'did not answer in time';
  return failure?.code === 'too_large' ? 'sent too much' : 'could not be reached';
}

function byRule<A extends VendorAnswer>(
  rule: FailureRule<A>,
  say: (what: string) => string,
  exchange: ProviderExchange,
  options: ProviderErrorOptions,
): ProviderError {
  const wait = rule.retryAfterSeconds;
  const retryAfterSeconds = wait === undefined ? undefined : (exchange.retryAfter() ?? wait);
  const blockedUntil = rule.blockedUntil?.(new Date());
  return new rule.as(say(rule.says), { ...options, retryAfterSeconds, blockedUntil });
}

function answered({ status }: ProviderExchange, answer: VendorAnswer | null): string {
  const isUnreadable = answer === null && status !== undefined && status < 300;
  return isUnreadable ? 'answered something unreadable' : `answered ${status ?? 'nothing'}`;
}
