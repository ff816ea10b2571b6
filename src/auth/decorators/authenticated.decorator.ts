import {
  declareAccess,
  documentForbidden,
  documentServices,
  documentUnauthorized,
  documentUsers,
} from './declare-access.js';

/**
 * For users and services, if the permission depends on the body: the handler calls `can()` itself.
 *
 * @param then the permission that the handler requires, as documentation shows it: `sync:<domain of the sync type>`
 */
export const Authenticated = (then: string): ClassDecorator & MethodDecorator =>
  declareAccess(
    { kind: 'authenticated', then },
    documentUsers(),
    documentServices(),
    documentUnauthorized(),
    documentForbidden(),
  );
