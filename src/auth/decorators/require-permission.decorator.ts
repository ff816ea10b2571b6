import type { Permission } from '../permissions.js';
import {
  declareAccess,
  documentForbidden,
  documentServices,
  documentUnauthorized,
  documentUsers,
} from './declare-access.js';

/** For users and services that hold all of these permissions. */
export const RequirePermission = (...permissions: [Permission, ...Permission[]]): ClassDecorator & MethodDecorator =>
  declareAccess(
    { kind: 'permission', permissions },
    documentUsers(),
    documentServices(),
    documentUnauthorized(),
    documentForbidden(),
  );
