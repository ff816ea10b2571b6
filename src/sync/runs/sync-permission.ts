import { ForbiddenError } from '../../common/http.errors.js';
import type { Permission } from '../../auth/permissions.js';
import { can, type Principal } from '../../auth/principal.js';
import { DOMAINS, type Domain, type ProviderDescription } from '../../providers/provider.port.js';
import { streamsOf } from './sync-type.js';

const permissionOf = (domain: Domain): Permission => `sync:${domain}`;

/** What a caller must hold to sync this: `all` touches every domain of the provider's streams. */
export function permissionsToSync(description: ProviderDescription, syncType: string): Permission[] {
  return [...new Set(streamsOf(description, syncType).map(({ domain }) => permissionOf(domain)))];
}

/** @throws ForbiddenError naming what is missing */
export function assertMaySync(principal: Principal, description: ProviderDescription, syncType: string): void {
  const missing = permissionsToSync(description, syncType).filter((permission) => !can(principal, permission));
  if (missing.length > 0) throw new ForbiddenError(`${missing.join(' and ')} is required to sync "${syncType}"`);
}

export function maySyncAnything(principal: Principal): boolean {
  return DOMAINS.some((domain) => can(principal, permissionOf(domain)));
}
