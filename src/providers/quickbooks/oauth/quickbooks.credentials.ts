import { ValidationError } from '../../../common/http.errors.js';
import { text } from '../../kit/fields.js';
import { isSecret } from '../../kit/fingerprint.js';
import type { TokenCredentials } from '../../oauth.port.js';
import { ProviderUnavailableError } from '../../provider.errors.js';

/** A number too large for JavaScript, so it is kept as digits. */
export const REALM_ID = /^\d{1,20}$/;
const LONGEST_TOKEN = 4096;

export interface GivenCredentials {
  realmId: string;
  accessToken: string;
  refreshToken?: string;
  expiresAt?: string;
}

export function isRealmId(value: unknown): value is string {
  return typeof value === 'string' && REALM_ID.test(value);
}

/** @throws ValidationError */
export function checkCredentials(given: Readonly<Record<string, string>>): GivenCredentials {
  const { realmId, accessToken, refreshToken, expiresAt } = given;
  const problems = [
    !isRealmId(realmId) && { field: 'credentials.realmId', message: 'must be the number of the company' },
    !isSecret(accessToken, LONGEST_TOKEN) && {
      field: 'credentials.accessToken',
      message: 'must be an OAuth access token',
    },
    refreshToken !== undefined &&
      !isSecret(refreshToken, LONGEST_TOKEN) && {
        field: 'credentials.refreshToken',
        message: 'must be an OAuth refresh token',
      },
    expiresAt !== undefined &&
      Number.isNaN(Date.parse(expiresAt)) && { field: 'credentials.expiresAt', message: 'must be a time in ISO 8601' },
  ].filter((problem) => problem !== false);
  if (problems.length > 0) throw new ValidationError(problems);
  return {
    realmId: realmId!,
    accessToken: accessToken!,
    ...(refreshToken !== undefined && { refreshToken }),
    ...(expiresAt !== undefined && { expiresAt: new Date(expiresAt).toISOString() }),
  };
}

/**
 * The credentials to store after a new pair. An answer can bring another refresh token; the one before is then void.
 * @param held the credentials so far; kept where the answer does not replace them
 * @param askedAt epoch milliseconds, before the request, since lifetimes count from the answer
 * @throws ProviderUnavailableError when the answer is not a pair of tokens
 */
export function tokenCredentials(
  answer: Readonly<Record<string, unknown>>,
  held: Readonly<Record<string, string>>,
  askedAt: number,
): TokenCredentials {
  const accessToken = text(answer.access_token);
  const refreshToken = text(answer.refresh_token) || held.refreshToken;
  if (!accessToken || !refreshToken) throw new ProviderUnavailableError('QuickBooks answered without a pair of tokens');
  return {
    ...held,
    accessToken,
    refreshToken,
    ...end('expiresAt', answer.expires_in, askedAt),
    ...end('refreshTokenExpiresAt', answer.x_refresh_token_expires_in, askedAt),
    // Five years after the consent, regardless of refreshes: the owner has to consent again by then.
    ...end('refreshTokenHardExpiresAt', answer.x_refresh_token_hard_expires_in, askedAt),
    ...end('consentEndsAt', answer.x_refresh_token_hard_expires_in ?? answer.x_refresh_token_expires_in, askedAt),
  };
}

function end(name: string, seconds: unknown, askedAt: number): Record<string, string> {
  const life = Number(seconds);
  if (!(life > 0 && life < 1e10)) return {};
  return { [name]: new Date(askedAt + life * 1000).toISOString() };
}
