import type { CredentialsRule } from '../../kit/credentials.rule.js';
import { FailureMapper, type FailedCall } from '../../kit/failure.mapper.js';
import { startOfNextMonth } from '../../kit/months.js';
import {
  ProviderBudgetExhaustedError,
  ProviderNotFoundError,
  ProviderPermissionError,
  ProviderRateLimitedError,
  ProviderRequestError,
} from '../../provider.errors.js';
import { faultIn, hasFault, isFault, type QuickBooksFault } from './quickbooks.fault.js';

/** https://developer.intuit.com/app/developer/qbo/docs/develop/troubleshooting/error-codes */
export const QUICKBOOKS_REFUSALS: readonly CredentialsRule[] = [
  {
    code: /^0*3100$/,
    meaning: 'the company does not let the app in: it was removed, or the token is of another one',
    says: 'does not let this app into the company: it was removed, or the token is of another company',
  },
  {
    status: 401,
    meaning: 'the token is unknown, has expired, or was revoked',
    says: 'refused the access token',
    refreshes: true,
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
/** A wait of more than that is for no throttle. */
const LONGEST_THROTTLE_SECONDS = 3_600;
const BUDGET_WORDS = /quota|coreplus|month/i;
const NOT_FOUND = '610';
const THROTTLED = '3001';
/** The plan of the company does not have the feature; its plan has ended. */
const NOT_IN_PLAN = ['5030', '6190'];

/** https://developer.intuit.com/app/developer/qbo/docs/develop/troubleshooting/error-codes */
export const QUICKBOOKS_FAILURES = new FailureMapper<QuickBooksFault>({
  title: 'QuickBooks',
  requestIdHeader: 'intuit_tid',
  read: faultIn,
  refusals: QUICKBOOKS_REFUSALS,
  // The message of a refused token quotes the token.
  refusalDetail: ({ code }) => `code ${code}`,
  rateLimitSeconds: RATE_LIMIT_SECONDS,
  meantStatus: ({ type }) => STATUS_OF_TYPE.find(([pattern]) => pattern.test(type))?.[1],
  first: [
    {
      when: isOverBudget,
      as: ProviderBudgetExhaustedError,
      says: "has counted all reads of this month's budget",
      blockedUntil: startOfNextMonth,
    },
    {
      when: ({ answer }) => answer?.code === THROTTLED,
      as: ProviderRateLimitedError,
      says: 'is limiting the rate',
      retryAfterSeconds: RATE_LIMIT_SECONDS,
    },
    {
      // The rest was answered, so it is no outage, which would be waited out.
      when: ({ status, exchange }) => status === 200 && !isFault(exchange.body) && hasFault(exchange.body),
      as: ProviderRequestError,
      says: 'failed in a part of its answer',
    },
  ],
  rules: [
    { when: ({ answer }) => answer?.code === NOT_FOUND, as: ProviderNotFoundError, says: 'does not know this' },
    {
      when: ({ answer }) => NOT_IN_PLAN.includes(answer?.code ?? ''),
      as: ProviderPermissionError,
      says: "does not offer this in the company's plan",
    },
  ],
});

/**
 * Reads are metered by the month, for the whole application. Over the budget they are refused as a throttled call is,
 * but by no wait of minutes.
 * https://developer.intuit.com/app/developer/qbo/docs/get-started/intuit-app-partner-program
 */
function isOverBudget({ status, answer, exchange }: FailedCall<QuickBooksFault>): boolean {
  if (status !== 429 && status !== 403) return false;
  if (status === 429 && (exchange.retryAfter() ?? 0) > LONGEST_THROTTLE_SECONDS) return true;
  return answer !== null && BUDGET_WORDS.test(`${answer.type} ${answer.message}`);
}
