import { UnauthenticatedError } from '../../common/http.errors.js';
import { ADMIN_ROLE, permissionsOfRole } from '../permissions.js';
import type { Principal } from '../principal.js';
import { parseTenantId } from '../tenant-id.js';

const SUBJECT_MAX_LENGTH = 200;
const MS_PER_SECOND = 1_000;
// PostgreSQL does not store NUL in text, and a line break would split a log line.
// eslint-disable-next-line no-control-regex
const CONTROL_CHARACTER = /[\u0000-\u001f\u007f]/;

/**
 * Builds the caller from verified claims. The JWT library checks signature, issuer, audience and times. This function
 * checks the remaining claims, and that `exp` is present, because the library treats it as optional.
 *
 * @throws UnauthenticatedError for a claim that is missing or has another type.
 */
export function principalFromClaims(claims: Record<string, unknown>): Principal {
  if (typeof claims.exp !== 'number' || !Number.isFinite(claims.exp)) throw unusable('exp');
  if (claims.type !== undefined && claims.type !== 'access') throw unusable('type');
  const roles = [...(claims.role === undefined ? [] : [claims.role]), ...list(claims, 'roles')].map(asString('role'));
  const granted = list(claims, 'permissions').map(asString('permissions'));
  return {
    kind: 'user',
    id: subject(claims.sub),
    tenantId: parseTenantId(claims.tenant_id) ?? fail('tenant_id'),
    isAdmin: roles.includes(ADMIN_ROLE),
    permissions: [...new Set([...roles.flatMap(permissionsOfRole), ...granted])],
    expiresAt: claims.exp * MS_PER_SECOND,
  };
}

function subject(sub: unknown): string {
  if (typeof sub !== 'string' || sub.length === 0 || sub.length > SUBJECT_MAX_LENGTH) throw unusable('sub');
  if (CONTROL_CHARACTER.test(sub)) throw unusable('sub');
  return sub;
}

function list(claims: Record<string, unknown>, name: string): unknown[] {
  const value = claims[name];
  if (value === undefined) return [];
  return Array.isArray(value) ? value : fail(name);
}

function asString(name: string): (value: unknown) => string {
  return (value) => (typeof value === 'string' ? value : fail(name));
}

function fail(claim: string): never {
  throw unusable(claim);
}

function unusable(claim: string): UnauthenticatedError {
  return new UnauthenticatedError(`The token's claim "${claim}" is missing or not usable`);
}
