import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { principalOf, type AuthRequest } from '../../auth/auth.request.js';
import { ForbiddenError } from '../../common/http.errors.js';
import { maySyncAnything } from './sync-permission.js';

/**
 * Turns away callers that may sync nothing at all before their body is looked at or an id is looked up; which
 * domain the others need is only known with the sync type.
 */
@Injectable()
export class SyncCallerGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    if (maySyncAnything(principalOf(context.switchToHttp().getRequest<AuthRequest>()))) return true;
    throw new ForbiddenError('A permission sync:<domain> is required');
  }
}
