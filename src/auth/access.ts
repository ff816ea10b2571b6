import type { Permission } from './permissions.js';

/** What a route asks of its caller. A route that states none is closed. */
export type Access =
  | { kind: 'public'; reason: string }
  | { kind: 'provider-signed' }
  | { kind: 'authenticated'; then: string }
  | { kind: 'permission'; permissions: readonly Permission[] }
  | { kind: 'admin' };

export const ACCESS_METADATA = 'auth:access';

/** One line, the same in the access snapshot and in the API document. */
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
