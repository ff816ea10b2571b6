import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { HttpRequest } from '../../common/http/http.request.js';

/** The lines after the first one of an NDJSON body; `null`: the body is JSON. */
export const RequestRows = createParamDecorator((_: unknown, context: ExecutionContext): Buffer | null => {
  return context.switchToHttp().getRequest<HttpRequest>().rows ?? null;
});
