import { declareAccess } from './declare-access.js';

/** Open to all callers. Credentials are not checked. The access snapshot contains the reason. */
export const Public = (reason: string): ClassDecorator & MethodDecorator => declareAccess({ kind: 'public', reason });
