import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { principalOf, type AuthRequest } from '../auth.request.js';

export const CurrentPrincipal = createParamDecorator((_: unknown, context: ExecutionContext) =>
  principalOf(context.switchToHttp().getRequest<AuthRequest>()),
);
