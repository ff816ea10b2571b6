import { describe, expect, it } from '@jest/globals';
import { UnauthenticatedError } from '../../common/http.errors.js';
import { claims, TENANT } from '../testing/token.builder.js';
import { principalFromClaims } from './jwt.claims.js';

describe('principalFromClaims', () => {
  it('describes a user', () => {
    const exp = claims().exp as number;
    expect(principalFromClaims(claims({ exp, sub: 'u1', role: 'venue-manager', permissions: ['x:y'] }))).toEqual({
      kind: 'user',
      id: 'u1',
      tenantId: TENANT,
      isAdmin: false,
      permissions: ['integrations:read', 'sync:*', 'webhooks:receive', 'x:y'],
      expiresAt: exp * 1_000,
    });
  });

  it.each([
    ['no role', { role: undefined }, false, []],
    ['an unknown role', { role: 'customer' }, false, []],
    ['a role of the prototype', { role: 'constructor' }, false, []],
    ['admin', { role: 'admin' }, true, ['*']],
    ['roles', { role: undefined, roles: ['customer', 'admin'] }, true, ['*']],
    ['role and roles', { role: 'venue-manager', roles: ['admin'] }, true, expect.arrayContaining(['*', 'sync:*'])],
    ['no roles at all', { role: undefined, roles: [] }, false, []],
    ['wildcard permission', { role: 'customer', permissions: ['*'] }, false, ['*']],
    ['admin:all', { role: 'customer', permissions: ['admin:all'] }, false, ['admin:all']],
    ['a repeated permission', { role: 'customer', permissions: ['a:b', 'a:b'] }, false, ['a:b']],
  ])('%s', (_, changes, isAdmin, permissions) => {
    expect(principalFromClaims(claims(changes))).toMatchObject({ isAdmin, permissions });
  });

  it('normalises the tenant', () => {
    expect(principalFromClaims(claims({ tenant_id: TENANT.toUpperCase() })).tenantId).toBe(TENANT);
  });

  it.each([
    ['type access', { type: 'access' }],
    ['a sub of 200 characters', { sub: 'x'.repeat(200) }],
    ['nbf and other claims', { nbf: 1, jti: 'j', email: 'a@b.c', extra: { nested: [] } }],
  ])('takes %s', (_, changes) => {
    expect(principalFromClaims(claims(changes)).kind).toBe('user');
  });

  it.each([
    ['no exp', { exp: undefined }],
    ['exp as text', { exp: '9999999999' }],
    ['exp null', { exp: null }],
    ['endless exp', { exp: Infinity }],
    ['a refresh token', { type: 'refresh' }],
    ['type null', { type: null }],
    ['type in an array', { type: ['access'] }],
    ['no sub', { sub: undefined }],
    ['an empty sub', { sub: '' }],
    ['a sub of 201 characters', { sub: 'x'.repeat(201) }],
    ['a number for sub', { sub: 1 }],
    ['an object for sub', { sub: { toString: 'x' } }],
    ['an array for sub', { sub: ['u'] }],
    ['a NUL in sub', { sub: 'a\u0000b' }],
    ['a line break in sub', { sub: 'a\nb' }],
    ['no tenant', { tenant_id: undefined }],
    ['tenant null', { tenant_id: null }],
    ['tenant not a UUID', { tenant_id: 'tenant-1' }],
    ['several tenants', { tenant_id: [TENANT] }],
    ['tenant object', { tenant_id: { id: TENANT } }],
    ['a number for role', { role: 1 }],
    ['role null', { role: null }],
    ['role array', { role: ['admin'] }],
    ['roles string', { roles: 'admin' }],
    ['roles object', { roles: { 0: 'admin', length: 1 } }],
    ['roles of numbers', { roles: ['admin', 1] }],
    ['nested roles', { roles: [['admin']] }],
    ['roles null', { roles: null }],
    ['permissions string', { permissions: '*' }],
    ['permissions object', { permissions: { '*': true } }],
    ['permissions of objects', { permissions: [{ name: '*' }] }],
    ['nested permissions', { permissions: [['*']] }],
    ['permissions null', { permissions: null }],
  ])('refuses %s', (_, changes) => {
    expect(() => principalFromClaims(claims(changes))).toThrow(UnauthenticatedError);
  });
});
