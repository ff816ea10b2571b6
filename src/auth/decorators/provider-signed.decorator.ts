import { declareAccess, documentUnauthorized } from './declare-access.js';

/**
 * For providers, by the signature of the raw body. Only marks the route: whoever serves it verifies the
 * signature, because only they know the secrets of the endpoint.
 */
export const ProviderSigned = (): ClassDecorator & MethodDecorator =>
  declareAccess({ kind: 'provider-signed' }, documentUnauthorized());
