import { describe, expect, it } from '@jest/globals';
import jwt, { type Algorithm } from 'jsonwebtoken';
import { UsageError } from './command.line.js';
import { issueToken } from './token.command.js';

const SECRET = 'a-secret-of-at-least-thirty-two-bytes';
const NOW = new Date('2026-05-01T10:00:00.700Z');
const TENANT = '0B6FF8A4-58C1-4C0F-9D53-1D3F0F6A7C11';

describe('issueToken', () => {
  const verify = (token: string, secret: string, algorithm: Algorithm = 'HS256') =>
    jwt.verify(token, secret, { algorithms: [algorithm], clockTimestamp: NOW.getTime() / 1_000 }) as jwt.JwtPayload;

  it('signs for 12 hours with the first secret, for the configured issuer and audience', () => {
    const env = { JWT_SECRET: `${SECRET},old`, JWT_ISSUER: 'me,you', JWT_AUDIENCE: 'this,that' };
    const { token, expiresAt } = issueToken(env, {}, NOW);
    const claims = verify(token, SECRET);
    expect(claims).toMatchObject({ role: 'venue-owner', iss: 'me', aud: 'this' });
    expect(claims.sub).toBeTruthy();
    expect((claims.exp ?? 0) - (claims.iat ?? 0)).toBe(12 * 3_600);
    expect(expiresAt).toEqual(new Date((claims.exp ?? 0) * 1_000));
  });

  it.each(['HS256', 'HS384', 'HS512'] as const)('signs by %s', (JWT_ALGORITHM) => {
    const { token } = issueToken({ JWT_SECRET: SECRET, JWT_ALGORITHM }, {}, NOW);
    expect(verify(token, SECRET, JWT_ALGORITHM).tenant_id).toBeTruthy();
  });

  it('takes a role and a tenant; without one, the tenant is always the same', () => {
    const { token } = issueToken({}, { role: 'admin', tenant: TENANT }, NOW);
    expect(jwt.decode(token)).toMatchObject({ role: 'admin', tenant_id: TENANT.toLowerCase() });
    expect(issueToken({}, {}).tenantId).toBe(issueToken({}, {}).tenantId);
  });

  it('needs nothing of the rest of the environment', () => {
    const env = { NODE_ENV: 'production', JWT_SECRET: SECRET, PORT: 'none' };
    expect(verify(issueToken(env, {}, NOW).token, SECRET)).toBeTruthy();
  });

  it.each([
    [{ role: '' }],
    [{ role: 'owner' }],
    [{ role: 'Admin' }],
    [{ role: 'constructor' }],
    [{ tenant: '' }],
    [{ tenant: 'me' }],
    [{ tenant: `${TENANT}0` }],
  ])('refuses %j', (options) => {
    expect(() => issueToken({}, options)).toThrow(UsageError);
  });

  it.each([
    [{ NODE_ENV: 'production' }, /JWT_SECRET is missing/],
    [{ JWT_ALGORITHM: 'RS256', JWT_SECRET: SECRET }, /JWT_ALGORITHM is RS256, so only the issuer/],
    [{ JWT_ALGORITHM: 'none' }, /JWT_ALGORITHM must be one of/],
    [{ JWT_SECRET: ' , ' }, /JWT_SECRET must not be an empty list/],
  ])('cannot sign with %j', (env, message) => {
    expect(() => issueToken(env, {})).toThrow(message);
  });
});
