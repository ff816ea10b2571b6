import { Injectable, Logger, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { from, lastValueFrom, type Observable } from 'rxjs';
import { AuditLog } from '../../audit/audit.log.js';
import { principalOf, type AuthRequest } from '../../auth/auth.request.js';
import { actorOf } from '../../auth/principal.js';
import { toAppError } from '../../common/problem.js';
import { auditEntryOf } from './audit.entry.js';

/** Commits an audit entry before the handler runs. If the entry cannot be stored, the handler does not run. */
@Injectable()
export class AuditInterceptor implements NestInterceptor {
  private readonly logger = new Logger(AuditInterceptor.name);

  constructor(private readonly log: AuditLog) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const http = context.switchToHttp();
    return from(this.audited(http.getRequest<AuthRequest>(), http.getResponse<FastifyReply>(), next));
  }

  private async audited(request: AuthRequest, reply: FastifyReply, next: CallHandler): Promise<unknown> {
    const principal = principalOf(request);
    const { tenantId } = principal;
    const id = await this.log.begin(tenantId, auditEntryOf(request, actorOf(principal)));
    try {
      const answer: unknown = await lastValueFrom(next.handle());
      this.end(tenantId, id, { status: reply.statusCode });
      return answer;
    } catch (error) {
      const { status, code } = toAppError(error);
      this.end(tenantId, id, { status, code });
      throw error;
    }
  }

  /** Stores the outcome in the background. The caller does not wait, because the request itself is already recorded. */
  private end(tenantId: string, id: string, outcome: { status: number; code?: string }): void {
    this.log
      .end(tenantId, id, outcome)
      .catch((error: Error) =>
        this.logger.warn(`The outcome of audit entry ${id} could not be stored: ${error.message}`),
      );
  }
}
