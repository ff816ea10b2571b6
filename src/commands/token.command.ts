import jwt from 'jsonwebtoken';
import { parseTenantId } from '../auth/tenant-id.js';
import { ROLES_OF_USERS } from '../auth/permissions.js';
import { loadTokenConfig } from '../config/token.config.js';
import type { Source } from '../config/environment.file.js';
import { UsageError } from './command.line.js';
import { TOKEN_USAGE } from './usage.js';

const VALID_SECONDS = 12 * 3_600;

/** Always the same, so that what one token brought in another one reads. */
const USUAL_TENANT = '00000000-0000-4000-8000-000000000001';

export interface IssuedToken {
  token: string;
  tenantId: string;
  role: string;
  expiresAt: Date;
}

/** @throws UsageError for a role or a tenant that cannot be; ConfigError where nothing here can sign */
export function issueToken(
  source: Source,
  { role = 'venue-owner', tenant = USUAL_TENANT }: { role?: string; tenant?: string },
  now = new Date(),
): IssuedToken {
  const tenantId = parseTenantId(tenant);
  if (!ROLES_OF_USERS.includes(role)) throw refuse(`--role must be one of ${ROLES_OF_USERS.join(', ')}`);
  if (!tenantId) throw refuse('--tenant must be a UUID');
  const { secret, algorithm, issuer, audience } = loadTokenConfig(source);
  const iat = Math.floor(now.getTime() / 1_000);
  const exp = iat + VALID_SECONDS;
  const claims = { sub: 'command-line', tenant_id: tenantId, role, iss: issuer, aud: audience, iat, exp };
  const token = jwt.sign(claims, secret, { algorithm, allowInsecureKeySizes: true });
  return { token, tenantId, role, expiresAt: new Date(exp * 1_000) };
}

function refuse(problem: string): UsageError {
  return new UsageError(`${problem}\n\n${TOKEN_USAGE}`);
}
