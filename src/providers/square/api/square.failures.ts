import type { CredentialsRule } from '../../kit/credentials.rule.js';
import { FailureMapper, type FailureTable, type VendorAnswer } from '../../kit/failure.mapper.js';
import { items, text } from '../../kit/fields.js';
import type { ProviderExchange } from '../../http/provider.exchange.js';
import {
  ProviderCursorError,
  ProviderNotFoundError,
  ProviderPermissionError,
  ProviderUnavailableError,
} from '../../provider.errors.js';
import { SQUARE_STRIPPED } from '../shape/square.stripped.js';

/** https://developer.squareup.com/docs/build-basics/general-considerations/handling-errors#authentication-errors */
export const SQUARE_REFUSALS: readonly CredentialsRule[] = [
  {
    status: 401,
    meaning: 'the token is unknown, has expired, or was revoked',
    says: 'refused the access token',
    refreshes: true,
  },
];

/** What the token, the plan or the account does not allow, whatever the status. The connection itself is good. */
const NOT_ALLOWED = new Set([
  'INSUFFICIENT_SCOPES',
  'FORBIDDEN',
  'MERCHANT_SUBSCRIPTION_NOT_FOUND',
  'SANDBOX_NOT_SUPPORTED',
]);

/** The status that an error within a 200 should have had, by its category; by its code where that says more. */
const MEANT: Readonly<Record<string, number>> = {
  NOT_FOUND: 404,
  UNAUTHORIZED: 401,
  ACCESS_TOKEN_EXPIRED: 401,
  ACCESS_TOKEN_REVOKED: 401,
  RATE_LIMITED: 429,
  CONFLICT: 409,
  REQUEST_TIMEOUT: 408,
  INVALID_REQUEST_ERROR: 400,
  AUTHENTICATION_ERROR: 403,
  RATE_LIMIT_ERROR: 429,
  MERCHANT_SUBSCRIPTION_ERROR: 403,
};

/** Access tokens (EAAA…), secrets and authorization codes (sq0…, sandbox-sq0…), and whole URLs. */
const SECRET = /\b(EAAA[\w-]+|(sandbox-)?sq0\w+-[\w-]+)|https?:\/\/\S+/g;
/** The route is not there, which says nothing of any object. */
const NO_ROUTE = /^(resource|endpoint|page) not found\.?$/i;

export interface SquareAnswer extends VendorAnswer {
  category: string;
  /** Which field of the request is to blame. */
  field: string;
}

/** A JSON object with status 200 that reports no error: Square may put errors into a 200. */
export function isSuccess(exchange: ProviderExchange): boolean {
  return exchange.status === 200 && exchange.parse() && !hasErrors(exchange.body);
}

function hasErrors({ errors }: ProviderExchange['body']): boolean {
  return Array.isArray(errors) ? errors.length > 0 : errors !== undefined && errors !== null;
}

/** The first error. https://developer.squareup.com/docs/build-basics/general-considerations/handling-errors */
export function answerOf({ body }: ProviderExchange): SquareAnswer | null {
  const [first] = items(body.errors);
  const code = text(first?.code);
  const category = text(first?.category);
  // All of Square's errors have both; other JSON APIs, such as a proxy's, have a list of that name too.
  if (code === null || category === null) return null;
  const message = SQUARE_STRIPPED.message((text(first?.detail) ?? '').replace(SECRET, '[redacted]'));
  return { code, category, field: text(first?.field) ?? '', message };
}

export const SQUARE_FAILURE_TABLE: FailureTable<SquareAnswer> = {
  title: 'Square',
  requestIdHeader: 'x-request-id',
  read: answerOf,
  refusals: SQUARE_REFUSALS,
  // Square publishes neither its limits nor for how long they last.
  rateLimitSeconds: 1,
  meantStatus: ({ code, category }) => MEANT[code] ?? MEANT[category] ?? 500,
  first: [
    {
      when: ({ status = 0, answer }) =>
        answer !== null && status >= 400 && status < 500 && NOT_ALLOWED.has(answer.code),
      as: ProviderPermissionError,
      says: 'does not permit this',
    },
    {
      // Our own token says nothing of the merchant's.
      when: ({ status, byPlatform, answer }) => answer !== null && byPlatform && status === 401,
      as: ProviderPermissionError,
      says: "refused the application's own token",
    },
  ],
  rules: [
    { when: ({ status }) => status === 408, as: ProviderUnavailableError, says: 'could not do it now' },
    {
      when: ({ answer }) => answer?.code === 'INVALID_CURSOR' || answer?.field === 'cursor',
      as: ProviderCursorError,
      says: 'no longer knows where the walk left off',
    },
    {
      when: ({ status, answer }) => status === 404 && answer?.code === 'NOT_FOUND' && !NO_ROUTE.test(answer.message),
      as: ProviderNotFoundError,
      says: 'does not know this',
    },
  ],
};

export const SQUARE_FAILURES = new FailureMapper(SQUARE_FAILURE_TABLE);
