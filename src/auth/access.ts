import type { Permission } from './permissions.js';

/** The access that a route requires. A route that declares none is closed. */
export type Access =
  | { kind: 'public'; reason: string }
  | { kind: 'provider-signed' }
  | { kind: 'authenticated'; then: string }
  | { kind: 'permission'; permissions: readonly Permission[] }
  | { kind: 'admin' };

export const ACCESS_METADATA = 'auth:access';

/** One line for the access snapshot and for the OpenAPI document. */
export function describeAccess(access: Access | undefined): string {
  switch (access?.kind) {
    case undefined:
      return 'undeclared';
    case 'public':
      return `public (${access.reason})`;
    case 'provider-signed':
      return "provider's signature";
    case 'authenticated':
      return access.then;
    case 'permission':
      return access.permissions.join(' + ');
    case 'admin':
      return 'role admin';
  }
}
