import {
  ProviderCursorError,
  ProviderNotFoundError,
  ProviderRequestError,
  ProviderUnavailableError,
} from '../../provider.errors.js';
import type { CredentialsRule } from '../../kit/credentials.rule.js';
import { FailureMapper, type VendorAnswer } from '../../kit/failure.mapper.js';
import { asRecord, text } from '../../kit/fields.js';
import type { ProviderExchange } from '../../http/provider.exchange.js';
import { STRIPE_STRIPPED } from '../shape/stripe.stripped.js';

const ACCOUNT_INVALID = /^account_invalid$/;

/** https://docs.stripe.com/api/errors, https://docs.stripe.com/error-codes */
export const STRIPE_REFUSALS: readonly CredentialsRule[] = [
  {
    status: 401,
    meaning: "the tenant's key is unknown, expired or revoked; our own key is our own fault",
    says: 'refused the API key',
  },
  {
    code: ACCOUNT_INVALID,
    meaning: 'the key no longer opens the account: its owner has disconnected us',
    says: 'no longer lets us into the account',
  },
];

/** The object is there, and the key is of the other mode: that is not a deletion. */
const OTHER_MODE = /a similar object exists in (live|test) mode/i;
const CURSOR = /^(starting_after|ending_before)$/;
/** Stripe's messages quote the key that was used, masked: https://docs.stripe.com/keys */
const SECRET = /\b(sk|rk|pk|whsec)_[^\s'",;)]+/g;

interface StripeAnswer extends VendorAnswer {
  /** Which parameter of the request is to blame. */
  param: string;
}

/** https://docs.stripe.com/error-low-level, https://docs.stripe.com/error-codes */
export const STRIPE_FAILURES = new FailureMapper<StripeAnswer>({
  title: 'Stripe',
  requestIdHeader: 'request-id',
  read: ({ body }) => {
    const error = asRecord(body.error);
    // Stripe's errors always have a type; other JSON APIs, such as a proxy's, have an object of that name too.
    if (typeof error.type !== 'string') return null;
    const message = STRIPE_STRIPPED.message((text(error.message) ?? '').replace(SECRET, '$1_[redacted]'));
    return { code: text(error.code) ?? '', message, param: text(error.param) ?? '' };
  },
  refusals: STRIPE_REFUSALS,
  // A 429 seldom says for how long; the limits are counted by the second.
  rateLimitSeconds: 1,
  limitScope: (exchange) => (limitReason(exchange)?.startsWith('endpoint-') ? 'operation' : 'account'),
  first: [
    {
      // The key is our own, and says nothing of any of the accounts that it acts for.
      when: ({ status, answer, byPlatform }) =>
        status === 401 && byPlatform && answer !== null && !ACCOUNT_INVALID.test(answer.code),
      as: ProviderUnavailableError,
      says: 'does not accept our own key; check STRIPE_SECRET_KEY',
    },
    {
      // Also as a 429, which is none if it has no reason.
      when: ({ answer, exchange }) => answer?.code === 'lock_timeout' && !limitReason(exchange),
      as: ProviderUnavailableError,
      says: 'has the object locked',
    },
  ],
  rules: [
    {
      when: ({ answer }) => answer?.code === 'resource_missing' && CURSOR.test(answer.param),
      as: ProviderCursorError,
      says: 'no longer knows where the walk left off',
    },
    {
      when: ({ answer }) => answer?.code === 'resource_missing' && OTHER_MODE.test(answer.message),
      as: ProviderRequestError,
      says: 'refused',
    },
    {
      when: ({ status, answer }) => status === 404 && answer?.code === 'resource_missing',
      as: ProviderNotFoundError,
      says: 'does not know this',
    },
  ],
});

/** Why a 429: the account's limit, or that of one operation. Absent: Stripe does not say. */
function limitReason(exchange: ProviderExchange): string | undefined {
  return exchange.header('stripe-rate-limited-reason');
}
