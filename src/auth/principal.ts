import { grants, type Permission } from './permissions.js';

/** The caller, its tenant, and its permissions. */
export interface Principal {
  kind: 'user' | 'service';
  /** The token's `sub`, or the service's name. */
  id: string;
  /** UUID, lower case. */
  tenantId: string;
  /** Whether the caller has the role `admin`. Only this role opens `/admin`; no permission does, not even `*`. */
  isAdmin: boolean;
  permissions: readonly string[];
  /** When the token ends, epoch milliseconds. Absent for a service, which signs each request. */
  expiresAt?: number;
}

/** The name of a caller in the audit log. */
export function actorOf({ kind, id }: Principal): string {
  return `${kind}:${id}`;
}

export function can(principal: Principal, permission: Permission): boolean {
  return principal.permissions.some((granted) => grants(granted, permission));
}
