import { grants, type Permission } from './permissions.js';

/** Who is calling, on behalf of which tenant, and what they may do. */
export interface Principal {
  kind: 'user' | 'service';
  /** The token's `sub`, or the service's name. */
  id: string;
  /** UUID, lower case. */
  tenantId: string;
  /** Role `admin`, which alone opens `/admin`; a permission, `*` included, never does. */
  isAdmin: boolean;
  permissions: readonly string[];
}

/** How the audit log names a caller. */
export function actorOf({ kind, id }: Principal): string {
  return `${kind}:${id}`;
}

export function can(principal: Principal, permission: Permission): boolean {
  return principal.permissions.some((granted) => grants(granted, permission));
}
