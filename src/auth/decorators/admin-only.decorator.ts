import { declareAccess, documentForbidden, documentUnauthorized, documentUsers } from './declare-access.js';

/** For users with the role `admin`. No permission replaces the role, and no service has it. */
export const AdminOnly = (): ClassDecorator & MethodDecorator =>
  declareAccess({ kind: 'admin' }, documentUsers(), documentUnauthorized(), documentForbidden());
