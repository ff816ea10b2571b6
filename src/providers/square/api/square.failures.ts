import type { CredentialsRule } from '../../kit/credentials.rule.js';
import { FailureMapper, type VendorAnswer } from '../../kit/failure.mapper.js';
import { items, text } from '../../kit/fields.js';
import type { ProviderExchange } from '../../http/provider.exchange.js';
import { ProviderCursorError, ProviderNotFoundError, ProviderUnavailableError } from '../../provider.errors.js';
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

/** Access tokens (EAAA…), secrets and authorization codes (sq0…, sandbox-sq0…), and whole URLs. */
const SECRET = /\b(EAAA[\w-]+|(sandbox-)?sq0\w+-[\w-]+)|https?:\/\/\S+/g;
/** The route is not there, which says nothing of any object. */
const NO_ROUTE = /^(resource|endpoint|page) not found\.?$/i;

interface SquareAnswer extends VendorAnswer {
  /** Which field of the request is to blame. */
  field: string;
}

/** The first error. https://developer.squareup.com/docs/build-basics/general-considerations/handling-errors */
export function answerOf({ body }: ProviderExchange): SquareAnswer | null {
  const [first] = items(body.errors);
  const code = text(first?.code);
  // All of Square's errors have both; other JSON APIs, such as a proxy's, have a list of that name too.
  if (code === null || text(first?.category) === null) return null;
  const message = SQUARE_STRIPPED.message((text(first?.detail) ?? '').replace(SECRET, '[redacted]'));
  return { code, field: text(first?.field) ?? '', message };
}

export const SQUARE_FAILURES = new FailureMapper<SquareAnswer>({
  title: 'Square',
  requestIdHeader: 'x-request-id',
  read: answerOf,
  refusals: SQUARE_REFUSALS,
  // Square publishes neither its limits nor for how long they last.
  rateLimitSeconds: 1,
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
});
