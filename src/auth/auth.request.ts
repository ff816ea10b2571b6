import type { HttpRequest } from '../common/http/http.request.js';
import { UnauthenticatedError } from '../common/http.errors.js';
import type { Principal } from './principal.js';
import type { ReplayToken } from './internal/request-replays.js';

/** A request on its way through the guards. */
export interface AuthRequest extends HttpRequest {
  /** Set once the caller is known. The name is passport's. */
  user?: Principal;
  /** What must not be accepted a second time, when the request was signed by a service. */
  replayToken?: ReplayToken;
}

/** @throws UnauthenticatedError where no caller was authenticated, i.e. on public routes. */
export function principalOf(request: { user?: Principal }): Principal {
  if (!request.user) throw new UnauthenticatedError('This route knows no caller');
  return request.user;
}
