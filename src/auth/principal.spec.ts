import { describe, expect, it } from '@jest/globals';
import { can, type Principal } from './principal.js';

const holder = (...permissions: string[]): Principal => ({
  kind: 'user',
  id: 'u',
  tenantId: 't',
  isAdmin: false,
  permissions,
});

describe('can', () => {
  it('needs one grant among many', () => {
    expect(can(holder('sync:events', 'integrations:*'), 'integrations:write')).toBe(true);
    expect(can(holder('sync:events', 'integrations:read'), 'integrations:write')).toBe(false);
    expect(can(holder(), 'integrations:read')).toBe(false);
  });

  it('asks the permissions and not the role: an admin without any can nothing', () => {
    expect(can({ ...holder(), isAdmin: true }, 'integrations:read')).toBe(false);
  });
});
