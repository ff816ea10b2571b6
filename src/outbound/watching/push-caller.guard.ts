import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { principalOf, type AuthRequest } from '../../auth/auth.request.js';
import { ForbiddenError } from '../../common/http.errors.js';
import { pushable } from './push.permission.js';

/**
 * Turns away callers that may push nothing at all, before an id is looked up. Which permission the others need is only known
 * with the entity of the target.
 */
@Injectable()
export class PushCallerGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    if (pushable(principalOf(context.switchToHttp().getRequest<AuthRequest>())).length > 0) return true;
    throw new ForbiddenError('A permission sync:<domain> is required');
  }
}
