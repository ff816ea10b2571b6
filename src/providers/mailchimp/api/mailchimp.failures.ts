import type { CredentialsRule } from '../../kit/credentials.rule.js';
import { FailureMapper, type VendorAnswer } from '../../kit/failure.mapper.js';
import { text } from '../../kit/fields.js';
import type { ProviderExchange } from '../../http/provider.exchange.js';
import {
  ProviderNotFoundError,
  ProviderPermissionError,
  ProviderRateLimitedError,
  ProviderRequestError,
  ProviderUnavailableError,
} from '../../provider.errors.js';

/** A 429 never says for how long: it is one of too many connections, which end within seconds. */
const TOO_MANY_CONNECTIONS_SECONDS = 1;
/** The throttle in front of the API looks at traffic over a longer time. */
const THROTTLED_SECONDS = 5;
/** Keys, tokens and signing secrets, wherever a message quotes one. */
const SECRET = /\b(?:[0-9a-f]{32}(?:-[a-z]{2,4}\d{1,3})?|mcwh_\w+)\b/gi;

/** By the title of the problem: https://mailchimp.com/developer/marketing/docs/errors/#error-glossary */
export const MAILCHIMP_REFUSALS: readonly CredentialsRule[] = [
  { status: 401, meaning: 'the key or token is unknown, or was revoked', says: 'refused the credentials' },
  {
    status: 403,
    code: /user ?disabled/i,
    meaning: 'the user whose key or token it is was disabled',
    says: 'refused the credentials',
  },
];

interface MailchimpProblem extends VendorAnswer {
  status: number;
}

/** Reads problem+json (RFC 9457). */
function readProblem({ body }: ProviderExchange): MailchimpProblem | null {
  const { status } = body;
  const title = text(body.title);
  if (title === null || typeof status !== 'number' || isForeign(text(body.type), title)) return null;
  const message = [title, text(body.detail)].filter(Boolean).join(': ');
  return { code: title, message: message.replace(SECRET, '[redacted]'), status };
}

/** Whether an answer is an error that came with the status of a success, as the parts of a batch do. */
export function isProblem(exchange: ProviderExchange): boolean {
  return (readProblem(exchange)?.status ?? 0) >= 400;
}

/**
 * Whether the account does not have what was asked for, or the API no longer: of a call that is in beta, whose absence
 * must not stop what does not need it.
 */
export function isNotOffered(error: unknown): boolean {
  if (error instanceof ProviderUnavailableError) return error.status === 404;
  return [ProviderNotFoundError, ProviderPermissionError, ProviderRequestError].some((kind) => error instanceof kind);
}

/** https://mailchimp.com/developer/marketing/docs/errors/ */
export const MAILCHIMP_FAILURES = new FailureMapper<MailchimpProblem>({
  title: 'Mailchimp',
  requestIdHeader: 'x-request-id',
  read: readProblem,
  meantStatus: ({ status }) => status,
  refusals: MAILCHIMP_REFUSALS,
  rateLimitSeconds: TOO_MANY_CONNECTIONS_SECONDS,
  first: [
    {
      when: ({ status, answer }) => status === 403 && answer === null,
      as: ProviderRateLimitedError,
      says: 'is limiting the rate',
      retryAfterSeconds: THROTTLED_SECONDS,
    },
  ],
  rules: [{ when: ({ status }) => status === 404, as: ProviderNotFoundError, says: 'does not know this' }],
});

/** Other servers answer with RFC 9457 too: with another type, or with HTTP's own title of a 401. */
function isForeign(type: string | null, title: string): boolean {
  if (type === null || type === 'about:blank') return title === 'Unauthorized';
  return !/mailchimp/i.test(type);
}
