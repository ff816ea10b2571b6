import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { principalOf, type AuthRequest } from '../auth.request.js';

/** The tenant the caller acts for: from the token or the service header, never from a path or a body. */
export const CurrentTenant = createParamDecorator(
  (_: unknown, context: ExecutionContext) => principalOf(context.switchToHttp().getRequest<AuthRequest>()).tenantId,
);
