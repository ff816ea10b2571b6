/** `<area>:<what>`, for example `integrations:read`. */
export type Permission = `${string}:${string}`;

export const ADMIN_ROLE = 'admin';

// Maps instead of objects, so a role or service named `constructor` finds nothing.
const ROLE_PERMISSIONS: ReadonlyMap<string, readonly string[]> = new Map([
  [ADMIN_ROLE, ['*']],
  ['venue-owner', ['integrations:*', 'sync:*', 'webhooks:*']],
  ['venue_admin', ['integrations:*', 'sync:*', 'webhooks:*']],
  ['venue-manager', ['integrations:read', 'sync:*', 'webhooks:receive']],
]);

/** Roles that grant permissions. */
export const ROLES_OF_USERS: readonly string[] = [...ROLE_PERMISSIONS.keys()];

const SERVICE_PERMISSIONS: ReadonlyMap<string, readonly string[]> = new Map([
  ['auth-service', ['integrations:read', 'integrations:write', 'webhooks:*']],
  ['event-service', ['integrations:read', 'sync:events', 'webhooks:receive']],
  ['ticket-service', ['integrations:read', 'sync:tickets', 'webhooks:receive']],
  ['payment-service', ['integrations:read', 'integrations:write', 'sync:payments', 'webhooks:*']],
  ['notification-service', ['integrations:read', 'sync:contacts']],
]);

const GRANTS_ALL: ReadonlySet<string> = new Set(['*', 'admin:all']);

export function permissionsOfRole(role: string): readonly string[] {
  return ROLE_PERMISSIONS.get(role) ?? [];
}

/** `undefined`: the service is unknown. */
export function permissionsOfService(service: string): readonly string[] | undefined {
  return SERVICE_PERMISSIONS.get(service);
}

/** `a:*` grants every permission that begins with `a:`, but neither `a` nor `a:` itself. */
export function grants(granted: string, wanted: string): boolean {
  if (GRANTS_ALL.has(granted) || granted === wanted) return true;
  if (!granted.endsWith(':*')) return false;
  const prefix = granted.slice(0, -1);
  return wanted.length > prefix.length && wanted.startsWith(prefix);
}
