import { describe, expect, it } from '@jest/globals';
import { grants, permissionsOfRole, permissionsOfService } from './permissions.js';

describe('grants', () => {
  it.each([
    ['integrations:read', 'integrations:read', true],
    ['integrations:read', 'integrations:write', false],
    ['integrations:read', 'integrations:read2', false],
    ['integrations:*', 'integrations:read', true],
    ['integrations:*', 'integrations:x:y', true],
    ['integrations:*', 'integrations', false],
    ['integrations:*', 'integrations:', false],
    ['integrations:*', 'integrationsx:read', false],
    ['integrations*', 'integrations:read', false],
    ['sync:events:*', 'sync:events:one', true],
    ['sync:events:*', 'sync:tickets:one', false],
    ['*:read', 'integrations:read', false],
    [':*', 'integrations:read', false],
    ['', 'integrations:read', false],
    ['*', 'anything:at-all', true],
    ['admin:all', 'anything:at-all', true],
    ['admin:*', 'integrations:read', false],
    ['admin:*', 'admin:all', true],
    ['**', 'integrations:read', false],
  ])('%s -> %s: %s', (granted, wanted, expected) => {
    expect(grants(granted, wanted)).toBe(expected);
  });
});

describe('permissionsOfRole', () => {
  it.each([
    ['admin', ['*']],
    ['venue-owner', ['integrations:*', 'sync:*', 'webhooks:*']],
    ['venue_admin', ['integrations:*', 'sync:*', 'webhooks:*']],
    ['venue-manager', ['integrations:read', 'sync:*', 'webhooks:receive']],
    ['customer', []],
    ['Admin', []],
    ['', []],
    ['__proto__', []],
    ['constructor', []],
    ['hasOwnProperty', []],
  ])('%s', (role, expected) => {
    expect(permissionsOfRole(role)).toEqual(expected);
  });
});

describe('permissionsOfService', () => {
  it.each([
    ['auth-service', ['integrations:read', 'integrations:write', 'webhooks:*']],
    ['event-service', ['integrations:read', 'sync:events', 'webhooks:receive']],
    ['ticket-service', ['integrations:read', 'sync:tickets', 'webhooks:receive']],
    ['payment-service', ['integrations:read', 'integrations:write', 'sync:payments', 'webhooks:*']],
    ['notification-service', ['integrations:read', 'sync:contacts']],
    ['other-service', undefined],
    ['__proto__', undefined],
    ['constructor', undefined],
    ['toString', undefined],
  ])('%s', (service, expected) => {
    expect(permissionsOfService(service)).toEqual(expected);
  });
});
