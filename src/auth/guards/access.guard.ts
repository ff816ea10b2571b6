import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyReply } from 'fastify';
import { RequestInput } from '../../common/http/request.input.js';
import { ForbiddenError, UnauthenticatedError } from '../../common/http.errors.js';
import { ACCESS_METADATA, type Access } from '../access.js';
import { LogContext } from '../../observability/log/log.context.js';
import { principalOf, type AuthRequest } from '../auth.request.js';
import { SERVICE_CREDENTIAL_HEADERS } from '../internal/service.headers.js';
import { InternalServiceGuard } from './internal-service.guard.js';
import { JwtGuard } from './jwt.guard.js';
import { PermissionGuard } from './permission.guard.js';
import { RateLimitGuard } from './rate-limit.guard.js';
import { ReplayGuard } from './replay.guard.js';

/**
 * Guards every route. A route without a declared access is closed. One mechanism authenticates a request, then the
 * caller's permissions are checked. Only then is the body parsed. The body is read earlier only to verify a signature
 * that covers it.
 */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly users: JwtGuard,
    private readonly services: InternalServiceGuard,
    private readonly rates: RateLimitGuard,
    private readonly permissions: PermissionGuard,
    private readonly input: RequestInput,
    private readonly replays: ReplayGuard,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const access = this.reflector.getAllAndOverride<Access | undefined>(ACCESS_METADATA, [
      context.getHandler(),
      context.getClass(),
    ]);
    if (!access) throw new ForbiddenError('This route is not open to anyone', 'route_not_declared');
    if (access.kind === 'provider-signed') return true;
    if (access.kind === 'public') {
      this.input.checkQuery(context);
      return true;
    }
    try {
      const request = context.switchToHttp().getRequest<AuthRequest>();
      await this.mechanism(request).canActivate(context);
      const { tenantId, kind } = principalOf(request);
      LogContext.add({ tenantId, principal: kind });
      await this.rates.canActivate(context);
      this.permissions.canActivate(context);
      // This comes before the nonce is used up, so that a request that is refused as malformed can be sent again.
      this.input.checkQuery(context);
      await this.input.readBody(context);
      return await this.replays.canActivate(context);
    } catch (error) {
      // RFC 9110, 15.5.2: a 401 response names an authentication scheme that the route accepts.
      if (error instanceof UnauthenticatedError) challenge(context);
      throw error;
    }
  }

  private mechanism({ headers }: AuthRequest): CanActivate {
    const user = headers.authorization !== undefined;
    const service = SERVICE_CREDENTIAL_HEADERS.some((name) => headers[name] !== undefined);
    if (user && service) {
      throw new UnauthenticatedError(
        'Send the credentials of a user or of a service, not both',
        'ambiguous_credentials',
      );
    }
    if (!user && !service) throw new UnauthenticatedError('Credentials are required');
    return user ? this.users : this.services;
  }
}

function challenge(context: ExecutionContext): void {
  context.switchToHttp().getResponse<FastifyReply>().header('www-authenticate', 'Bearer');
}
