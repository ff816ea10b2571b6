import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { map, type Observable } from 'rxjs';
import type { AuthRequest } from '../../auth/auth.request.js';

/** A dry run has accepted nothing, so its status is 200. */
@Injectable()
export class DryRunInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const http = context.switchToHttp();
    const { body } = http.getRequest<AuthRequest & { body?: { dryRun?: unknown } }>();
    if (body?.dryRun !== true) return next.handle();
    return next.handle().pipe(
      map((answer: unknown) => {
        void http.getResponse<FastifyReply>().status(200);
        return answer;
      }),
    );
  }
}
