import { declareAccess } from './declare-access.js';

/** Open to anyone; credentials are not even looked at. The reason stands in the access snapshot. */
export const Public = (reason: string): ClassDecorator & MethodDecorator => declareAccess({ kind: 'public', reason });
