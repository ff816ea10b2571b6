import type { HttpRequest } from '../common/http/http.request.js';
import { UnauthenticatedError } from '../common/http.errors.js';
import type { Principal } from './principal.js';
import type { ReplayToken } from './internal/request-replays.js';

/** A request as the guards see it. */
export interface AuthRequest extends HttpRequest {
  /** Set once the caller is authenticated. Passport prescribes the name. */
  user?: Principal;
  /** Must not be accepted twice. Set if a service signed the request. */
  replayToken?: ReplayToken;
}

/** @throws UnauthenticatedError if no caller was authenticated, for example on public routes. */
export function principalOf(request: { user?: Principal }): Principal {
  if (!request.user) throw new UnauthenticatedError('This route has no authenticated caller');
  return request.user;
}
