import type { CredentialsRule } from '../../kit/credentials.rule.js';
import { text } from '../../kit/fields.js';
import type { ProviderExchange } from '../../http/provider.exchange.js';
import type { OAuthAnswer, OAuthFailureTable } from '../../kit/oauth.failures.js';
import { answerOf } from '../api/square.failures.js';

const SAYS = 'does not accept the code or token: it was used, has expired, or was revoked';

/** Of a code or a refresh token; the application's own secret being refused is sorted out before. */
export const SQUARE_OAUTH_REFUSALS: readonly CredentialsRule[] = [
  { status: 401, meaning: 'the code or refresh token is unknown, has expired, or was revoked', says: SAYS },
  { code: /^invalid_grant$/i, meaning: 'the same, as OAuth calls it', says: SAYS },
];

/** What Square says of an application that it does not know, or whose secret is another. */
const NOT_US = /^not authorized\.?$/i;
/** Other servers' errors have a type too: the URI of a problem (RFC 9457), or a plain `error`. */
const LEGACY_TYPE = /^(service\.\w{1,40}|bad_request(\.\w{1,40})?|unauthorized|forbidden|not_found)$/i;
/** RFC 6749, 5.2. */
const OAUTH_ERROR = /^(invalid_(request|client|grant|scope)|unauthorized_client|unsupported_grant_type)$/;
const NOT_OUR_CLIENT = /^(invalid|unauthorized)_client$/;
/** A request that was not well formed says nothing of the code or token in it. */
const MALFORMED = /missing|redirect|unsupported/i;
/** How a 400 words `invalid_grant`: https://github.com/square/connect-ruby-sdk/issues/73 */
const DEAD_GRANT =
  /(revoked|expired|invalid)\b.*\b(token|code)\b|\b(token|code)\b.*\b(revoked|expired|invalid|not found)/i;

/** https://developer.squareup.com/docs/oauth-api/create-urls-for-square-authorization */
export const SQUARE_OAUTH_FAILURES: OAuthFailureTable = {
  title: 'Square',
  installation: 'SQUARE_APPLICATION_ID and SQUARE_APPLICATION_SECRET',
  refusals: SQUARE_OAUTH_REFUSALS,
  read: (exchange) => {
    const answer = refusalOf(exchange);
    if (!answer || exchange.status !== 400) return answer;
    const isDead = DEAD_GRANT.test(answer.description) && !MALFORMED.test(answer.description);
    return isDead ? { ...answer, code: 'invalid_grant' } : answer;
  },
  refusesInstallation: ({ code, description }, status) =>
    NOT_US.test(description) || status === 403 || NOT_OUR_CLIENT.test(code),
};

/** There was nothing left to revoke. */
export function isRevokedAlready(exchange: ProviderExchange): boolean {
  return exchange.status === 404 && exchange.parse() && Array.isArray(exchange.body.errors);
}

/** A list of errors, the `message` and `type` that these endpoints have had since before it, or OAuth's own form. */
function refusalOf(exchange: ProviderExchange): OAuthAnswer | null {
  const answer = answerOf(exchange);
  if (answer) return { code: answer.code, description: answer.message };
  const { message, type, error, error_description: description } = exchange.body;
  const [legacy, standard] = [text(type) ?? '', text(error) ?? ''];
  if (LEGACY_TYPE.test(legacy)) return { code: legacy, description: text(message) ?? '' };
  return OAUTH_ERROR.test(standard) ? { code: standard, description: text(description) ?? '' } : null;
}
