import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { ForbiddenError } from '../../common/http.errors.js';
import { NO_TENANT } from '../../database/no-tenant.js';
import { ACCESS_METADATA, type Access } from '../access.js';
import { principalOf, type AuthRequest } from '../auth.request.js';
import { can, type Principal } from '../principal.js';

/** Checks whether an authenticated caller may use the route. */
@Injectable()
export class PermissionGuard implements CanActivate {
  constructor(private readonly reflector: Reflector) {}

  canActivate(context: ExecutionContext): boolean {
    const access = this.reflector.getAllAndOverride<Access>(ACCESS_METADATA, [
      context.getHandler(),
      context.getClass(),
    ]);
    const principal = principalOf(context.switchToHttp().getRequest<AuthRequest>());
    if (principal.tenantId === NO_TENANT && !principal.isAdmin) {
      // Rows without a tenant (deliveries for unknown accounts, refused logins) are for administrators only.
      throw new ForbiddenError('This tenant id is reserved', 'tenant_reserved');
    }
    const missing = missingFor(principal, access);
    if (missing) throw new ForbiddenError(`${missing} is required`);
    return true;
  }
}

function missingFor(principal: Principal, access: Access): string | undefined {
  if (access.kind === 'admin') return principal.isAdmin ? undefined : 'role admin';
  if (access.kind === 'permission') return access.permissions.find((permission) => !can(principal, permission));
  return undefined;
}
