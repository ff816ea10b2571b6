import {
  declareAccess,
  documentForbidden,
  documentServices,
  documentUnauthorized,
  documentUsers,
} from './declare-access.js';

/**
 * For users and services alike, where the permission depends on the body: the handler asks `can()` itself.
 *
 * @param then what it asks for, as shown to readers: `sync:<domain of the sync type>`
 */
export const Authenticated = (then: string): ClassDecorator & MethodDecorator =>
  declareAccess(
    { kind: 'authenticated', then },
    documentUsers(),
    documentServices(),
    documentUnauthorized(),
    documentForbidden(),
  );
